package import CivicCore
import CivicDialplan
import CivicYAML
package import Foundation

/// Reading of `data-sources.yaml`.
package enum DataSourcesFile {
    /// - Parameters:
    ///   - zone: where days begin and end for a source that does not say.
    ///   - resolve: makes a path as the file names it one that can be opened.
    ///   - secrets: a header that is not to be had is warned of; not checked where `nil`.
    package static func sources(
        in text: String, file: String, zone: TimeZone, resolve: @escaping (String) -> String = { $0 },
        secrets: SourceSecrets? = nil
    ) throws(Diagnostics) -> (sources: [DataSource], diagnostics: [Diagnostic]) {
        var reader = YAMLReader(try YAMLFile.parse(text, file: file), file: file)
        var sources: [DataSource] = []
        if let map = reader.optional("data-sources") {
            if map.mapping == nil {
                reader.note(
                    "'data-sources' takes a mapping of names to sources, found \(map.kind)", at: map,
                    rule: "wrong-type")
            }
            for entry in map.mapping ?? [] {
                var inner = SourceReader(entry, file: file, zone: zone, resolve: resolve)
                if let source = inner.source() {
                    if let secrets { inner.checkSecrets(of: source, secrets) }
                    sources.append(source)
                }
                reader.absorb(inner.yaml)
            }
        }
        reader.finish()
        if reader.diagnostics.contains(where: { $0.severity == .error }) { throw Diagnostics(reader.diagnostics) }
        return (sources, reader.diagnostics)
    }
}
