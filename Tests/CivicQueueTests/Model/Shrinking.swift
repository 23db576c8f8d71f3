/// Takes moves out of a list that makes something fail, for as long as it still fails: halves first, then single ones
/// (delta debugging, Zeller and Hildebrandt 2002).
func shrunk(_ moves: [Move], while fails: ([Move]) -> Bool) -> [Move] {
    var moves = moves
    var chunk = max(1, moves.count / 2)
    while true {
        var start = 0
        var isSmaller = false
        while start < moves.count {
            var fewer = moves
            fewer.removeSubrange(start..<min(start + chunk, moves.count))
            if fails(fewer) {
                moves = fewer
                isSmaller = true
            } else {
                start += chunk
            }
        }
        if chunk == 1, !isSmaller { return moves }
        chunk = max(1, chunk / 2)
    }
}
