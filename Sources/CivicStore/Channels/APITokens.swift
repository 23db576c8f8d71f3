import Crypto
import Foundation

/// Tokens of applications: 256 random bits behind `civic_`, so that they are known for what they are when they turn up
/// where they should not. A plain hash is enough: nobody guesses 256 bits.
package enum APITokens {
    package static func make() -> String {
        let bits = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
        return "civic_"
            + bits.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// SHA-256 in lower-case hexadecimal.
    package static func hash(_ token: String) -> String {
        SHA256.hash(data: Data(token.utf8)).map { byte in
            let text = String(byte, radix: 16)
            return text.utf8.count == 1 ? "0" + text : text
        }.joined()
    }
}
