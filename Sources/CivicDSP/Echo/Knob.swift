import Foundation
func knob(_ name: String, _ value: Float) -> Float {
    ProcessInfo.processInfo.environment[name].flatMap(Float.init) ?? value
}
