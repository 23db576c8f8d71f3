package import CivicCRM
package import Foundation

/// What citizens may ask for of their files: export, erasure; and the hold that stands against it. The daemon answers it for the
/// page; commands ask the record themselves.
package protocol CitizenOffice: Sendable {
    /// What is there, and what stands against an erasure. nil where there is no such citizen.
    func footprint(of citizen: Int64) async throws -> CitizenFootprint?
    func hold(_ citizen: Int64, because reason: String, by author: String) async throws
    func liftHolds(_ citizen: Int64, by author: String) async throws
    /// - Throws: ``ErasureRefusal``
    func erase(_ citizen: Int64, by author: String) async throws -> ErasureReport
    /// The whole file as a ZIP: for programs, to read, recordings and files of cases.
    ///
    /// - Throws: ``ExportRefusal``
    func archive(of citizen: Int64, by author: String) async throws -> Data
}

package enum ExportRefusal: Error, Equatable, Sendable {
    /// The page hands out files up to a size; the command writes any.
    case tooLarge(megabytes: Int)
    /// A file's name cannot stand in an archive.
    case wrongName
}
