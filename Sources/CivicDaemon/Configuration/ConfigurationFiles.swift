import CivicCore
import CivicYAML
import Foundation

// Files and folders behind the configuration: finding, demanding, reading them.

extension HotlineConfiguration {
    /// `path` as seen from the folder of `file`, with `.` and `..` worked out.
    static func resolve(_ path: String, beside file: String) -> String {
        let isRooted = path.hasPrefix("/") || file.hasPrefix("/")
        let folder = path.hasPrefix("/") ? [] : file.split(separator: "/").dropLast().map(String.init)
        var parts: [String] = []
        for part in folder + path.split(separator: "/").map(String.init) where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else if part != ".." || !isRooted {
                parts.append(part)
            }
        }
        let joined = parts.joined(separator: "/")
        return isRooted ? "/" + joined : joined.isEmpty ? "." : joined
    }

    static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    /// Notes that `path` is not there, where it was named.
    static func demand(_ path: String, isFolder wanted: Bool, _ key: String, _ settings: inout Settings) {
        let what = wanted ? "folder" : "file"
        if !FileManager.default.fileExists(atPath: path) {
            settings.note(
                "there is no \(what) '\(path)'", at: key, suggestion: "make it, or correct '\(key)'",
                rule: "missing-file")
        } else if isFolder(path) != wanted {
            settings.note("'\(path)' is no \(what)", at: key, suggestion: "correct '\(key)'", rule: "missing-file")
        }
    }

    /// The document of a file that was demanded; nil after noting why not.
    static func contents(of path: String, _ key: String, _ settings: inout Settings) -> YAMLValue? {
        guard FileManager.default.fileExists(atPath: path), !isFolder(path) else { return nil }
        do {
            return try document(path, remedy: "correct '\(key)'")
        } catch {
            settings.absorb(error.all)
            return nil
        }
    }

    static func document(_ path: String, remedy: String) throws(Diagnostics) -> YAMLValue {
        func refuse(_ message: String, _ rule: String) -> Diagnostics {
            Diagnostics([
                Diagnostic(file: path, line: 0, column: 0, message: message, suggestion: remedy, rule: rule)
            ])
        }
        guard FileManager.default.fileExists(atPath: path), !isFolder(path) else {
            throw refuse("there is no such file", "missing-file")
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw refuse("the file cannot be read", "unreadable-file")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw refuse("the file is not UTF-8", "unreadable-file")
        }
        return try YAMLFile.parse(text, file: path)
    }

    /// Makes the data folder where it is missing; its files hold citizens' data, so only the daemon's user may enter.
    static func prepare(_ folder: String) throws(ConfigurationError) {
        func refuse(_ message: String) -> ConfigurationError {
            let diagnostic = Diagnostic(
                file: folder, line: 0, column: 0, message: message,
                suggestion: "let the daemon's user write there, or name another folder with --data",
                rule: "data-folder")
            var error = ConfigurationError([diagnostic])
            error.exitCode = ConfigurationError.unavailable
            return error
        }
        let manager = FileManager.default
        if !manager.fileExists(atPath: folder) {
            do {
                try manager.createDirectory(
                    atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            } catch {
                throw refuse("the data folder cannot be made")
            }
        }
        guard isFolder(folder) else { throw refuse("this is no folder") }
        guard manager.isWritableFile(atPath: folder) else { throw refuse("the data folder cannot be written to") }
    }
}
