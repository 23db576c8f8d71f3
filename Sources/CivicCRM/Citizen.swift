package import CivicCore

/// One person whom the hotline serves. Table `citizen`.
package struct Citizen: Codable, Equatable, Identifiable, Sendable {
    package var id: Int64
    /// 张三; sample citizens are synthetic.
    package var name: String
    package var birthYear: Int?
    package var language: Language
    package var township: String
    package var village: String?
    /// Last four characters of the ID number (GB 11643), upper case; the rest is not kept here.
    package var idSuffix: String?
    /// Hash of the PIN, nil when none was chosen.
    package var pinHash: String?
    /// Free words for the agent: `hard of hearing`, `speak slowly`.
    package var accessibility: String?
    /// What is spoken at home where that differs, for the agent: 西南官话. Callers are served in `language`.
    package var dialect: String?

    package init(
        id: Int64, name: String, birthYear: Int?, language: Language, township: String, village: String?,
        idSuffix: String?, pinHash: String?, accessibility: String?, dialect: String? = nil
    ) {
        self.id = id
        self.name = name
        self.birthYear = birthYear
        self.language = language
        self.township = township
        self.village = village
        self.idSuffix = idSuffix
        self.pinHash = pinHash
        self.accessibility = accessibility
        self.dialect = dialect
    }
}
