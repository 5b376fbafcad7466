import Foundation
import Synchronization

/// A bare HTTP/1.1 server on this machine: one request a connection, answered as the test wants, byte by byte.
final class LoopbackServer: Sendable {
    struct Request: Sendable {
        var path: String
        var headers: [String: String]

        /// The start of the range asked for.
        var rangeStart: Int? {
            headers["range"].flatMap { Int($0.dropFirst("bytes=".count).dropLast()) }
        }
    }

    /// The open connection, to be written to.
    struct Connection: Sendable {
        let descriptor: Int32

        func send(_ text: String) { send(Array(text.utf8)) }

        func send(_ bytes: [UInt8]) {
            var done = 0
            while done < bytes.count {
                let put = bytes.withUnsafeBytes {
                    #if canImport(Darwin)
                        Foundation.send(descriptor, $0.baseAddress.map { $0 + done }, bytes.count - done, 0)
                    #else
                        Foundation.send(
                            descriptor, $0.baseAddress.map { $0 + done }, bytes.count - done, Int32(MSG_NOSIGNAL))
                    #endif
                }
                guard put > 0 else { return }
                done += put
            }
        }

        /// Sends a whole answer.
        func respond(_ status: String, headers: [String] = [], body: [UInt8] = []) {
            let lines = ["HTTP/1.1 \(status)", "Content-Length: \(body.count)", "Connection: close"] + headers
            send(lines.joined(separator: "\r\n") + "\r\n\r\n")
            send(body)
        }

        /// Sends the head of an answer whose body follows in pieces.
        func head(_ status: String, length: Int, headers: [String] = []) {
            let lines = ["HTTP/1.1 \(status)", "Content-Length: \(length)", "Connection: close"] + headers
            send(lines.joined(separator: "\r\n") + "\r\n\r\n")
        }

        /// Serves a file as a server with ranges does.
        func serve(_ body: [UInt8], to request: Request, tag: String = "\"one\"") {
            guard let start = request.rangeStart, request.headers["if-range"].map({ $0 == tag }) ?? true else {
                respond("200 OK", headers: ["ETag: \(tag)"], body: body)
                return
            }
            guard start < body.count else {
                respond("416 Range Not Satisfiable", headers: ["Content-Range: bytes */\(body.count)"])
                return
            }
            let range = "Content-Range: bytes \(start)-\(body.count - 1)/\(body.count)"
            respond("206 Partial Content", headers: ["ETag: \(tag)", range], body: Array(body[start...]))
        }
    }

    let port: Int
    private let listener: Int32
    private let log = Mutex<[Request]>([])

    var requests: [Request] { log.withLock { $0 } }
    var address: String { "http://127.0.0.1:\(port)" }

    /// Starts a server; `answer` gets each request with its number, from 0, and the connection is closed after it.
    init(_ answer: @escaping @Sendable (Request, Int, Connection) -> Void) throws {
        #if canImport(Darwin)
            let listener = socket(AF_INET, SOCK_STREAM, 0)
        #else
            let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 16) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard bound else { throw CocoaError(.fileReadUnknown) }
        self.listener = listener
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [weak self] in
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0 else { return }
                guard self != nil else {
                    close(descriptor)
                    return
                }
                Thread.detachNewThread { [weak self] in
                    if let request = Self.request(descriptor), let server = self {
                        let number = server.log.withLock { log in
                            log.append(request)
                            return log.count - 1
                        }
                        answer(request, number, Connection(descriptor: descriptor))
                    }
                    shutdown(descriptor, Int32(SHUT_WR))
                    close(descriptor)
                }
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private static func request(_ descriptor: Int32) -> Request? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !bytes.suffix(4).elementsEqual([13, 10, 13, 10]) {
            let got = recv(descriptor, &buffer, buffer.count, 0)
            guard got > 0 else { return nil }
            bytes += buffer[..<got]
        }
        let lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ")
        guard words.count == 3 else { return nil }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(
                in: .whitespaces)
        }
        return Request(path: String(words[1]), headers: headers)
    }
}
