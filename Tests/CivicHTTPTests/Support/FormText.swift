/// A form with files as a browser sends it, of plain characters.
struct FormText {
    static let type = "multipart/form-data; boundary=edge"
    var parts: [String] = []

    mutating func field(_ name: String, _ value: String) {
        parts.append("--edge\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n")
    }

    mutating func file(_ name: String, _ content: String) {
        parts.append(
            "--edge\r\nContent-Disposition: form-data; name=\"files\"; filename=\"\(name)\"\r\n\r\n\(content)\r\n")
    }

    var body: String { parts.joined() + "--edge--\r\n" }
}
