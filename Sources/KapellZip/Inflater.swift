import CZlib
import KapellCore

/// A raw deflate stream being unpacked by zlib. Not shared between tasks.
final class Inflater {
    // zlib keeps a pointer to the stream, so it needs an address of its own.
    private let stream: UnsafeMutablePointer<z_stream>
    private let output: UnsafeMutableRawBufferPointer
    private(set) var isFinished = false

    init() throws(KapellError) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        output = .allocate(byteCount: 256 << 10, alignment: 16)
        guard kapell_inflate_init_raw(stream) == Z_OK else {
            throw KapellError(.internalError, "zlib could not start: out of memory.")
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deinitialize(count: 1)
        stream.deallocate()
        output.deallocate()
    }

    /// Unpacks `input`, handing each piece to `sink`. Returns `false` when the stream is damaged.
    func feed(
        _ input: UnsafeRawBufferPointer, sink: (UnsafeRawBufferPointer) throws(KapellError) -> Void
    ) throws(KapellError) -> Bool {
        stream.pointee.next_in = UnsafeMutablePointer(
            mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = UInt32(input.count)
        while !isFinished {
            stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
            stream.pointee.avail_out = UInt32(output.count)
            let status = inflate(stream, Z_NO_FLUSH)
            let produced = output.count - Int(stream.pointee.avail_out)
            if produced > 0 { try sink(UnsafeRawBufferPointer(rebasing: output[..<produced])) }
            switch status {
            case Z_STREAM_END:
                isFinished = true
            case Z_OK:
                if stream.pointee.avail_in == 0, stream.pointee.avail_out > 0 { return true }
            case Z_BUF_ERROR:
                return true
            default:
                return false
            }
        }
        return stream.pointee.avail_in == 0
    }
}
