/// The user agent's name for one call; never used twice in one process.
package struct CallHandle: Hashable, Sendable {
    package var value: UInt64

    package init(value: UInt64) {
        self.value = value
    }
}
