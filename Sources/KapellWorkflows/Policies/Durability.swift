/// When the steps of a run are on the disk.
///
/// In each mode the intent of an effect is there before the effect begins, with everything that came before it.
public enum Durability: String, Sendable, Hashable, CaseIterable {
    /// A step is on the disk before the next one begins.
    case sync
    /// A step is written while the next ones run. A crash loses the last ones; they run again.
    case async
    /// Steps are written when the run ends or pauses. A crash loses what came after the last effect or pause.
    case exit
}
