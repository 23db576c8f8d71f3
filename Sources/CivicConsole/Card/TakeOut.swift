/// Moves an array out of its owner, so that both can be used at once; it must be put back before the next use.
///
/// Nothing is copied and no memory taken: the empty array that stays behind has none.
@inline(__always)
func takeOut<Element>(_ array: inout [Element]) -> [Element] {
    var taken: [Element] = []
    swap(&array, &taken)
    return taken
}
