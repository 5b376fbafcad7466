internal import CKapellKernels

/// How a graph keeps the vectors that its walks compare. Results are always scored again with the originals.
public enum VectorElement: String, Sendable, Hashable, CaseIterable {
    /// The originals themselves: 4 bytes a component.
    case float32
    /// Half precision: 2 bytes a component, hardly any loss. Components beyond 65,504 are held to that.
    case float16
    /// The upper half of a 32-bit float: 2 bytes a component, with its range and three digits.
    case bfloat16
    /// Whole numbers from -127 to 127 with a scale for each vector: 1 byte a component.
    case int8
    /// The signs: 1 bit a component. For long vectors with components around zero; ask for a larger `ef`.
    case binary

    /// The bytes of one vector in this form, with its padding.
    public func bytes(dimensions: Int) -> Int { kapell_code_size(code, max(0, dimensions)) }

    /// The instruction set that compares vectors in this form on this machine, such as "avx2" or "avx512vnni".
    public var kernel: String { String(cString: kapell_batch_name(kapell_kernel_level(), code)) }

    var code: kapell_element {
        switch self {
        case .float32: KAPELL_ELEMENT_F32
        case .float16: KAPELL_ELEMENT_F16
        case .bfloat16: KAPELL_ELEMENT_BF16
        case .int8: KAPELL_ELEMENT_I8
        case .binary: KAPELL_ELEMENT_BIT
        }
    }
}
