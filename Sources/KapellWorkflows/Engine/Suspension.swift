/// Thrown through the code of a node that must wait. A node that catches it waits all the same.
struct Suspension: Error {}
