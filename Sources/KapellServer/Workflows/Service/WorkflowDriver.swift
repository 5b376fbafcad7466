import ServiceLifecycle

/// Drives the runs of a project as long as the server runs: what is due, what was answered, what a dead process left.
struct WorkflowDriver: Service {
    let service: WorkflowService

    func run() async {
        await cancelWhenGracefulShutdown {
            await service.drive()
            // A service that ends would end the server.
            while !Task.isCancelled { try? await Task.sleep(for: .seconds(3_600)) }
        }
    }
}
