/// Bytes of a message written as text: line ends become CRLF, and `\HH` the byte of that hexadecimal number.
func tortured(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let next = rest.popFirst() {
        if next == UInt8(ascii: "\\") {
            bytes.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0)
            rest = rest.dropFirst(2)
        } else if next == UInt8(ascii: "\n") {
            bytes += [13, 10]
        } else {
            bytes.append(next)
        }
    }
    return bytes
}
