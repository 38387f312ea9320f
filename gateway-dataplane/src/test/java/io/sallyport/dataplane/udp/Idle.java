package io.sallyport.dataplane.udp;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.FileDescriptor;
import io.sallyport.dataplane.route.Routes;
import io.sallyport.dataplane.tun.PacketQueue;
import io.sallyport.dataplane.worker.WorkerSettings;
import io.sallyport.dataplane.worker.Workers;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Workers whose TUN queues nothing ever comes from: only their UDP side is under test. */
final class Idle implements AutoCloseable {
    private final List<FileDescriptor> pipes = new ArrayList<>();
    final Workers workers;

    Idle(int count) throws IOException {
        Epoll.ensureAvailability(); // loads the library that makes pipes
        List<PacketQueue> queues = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            FileDescriptor[] pipe = FileDescriptor.pipe();
            pipes.addAll(List.of(pipe));
            int fd = pipe[0].intValue();
            queues.add((PacketQueue) Proxy.newProxyInstance(
                    Idle.class.getClassLoader(), new Class<?>[] {PacketQueue.class}, (queue, method, arguments) -> {
                        if (method.getReturnType() == int.class) {
                            return method.getName().equals("fd") ? fd : 0;
                        }
                        return method.getReturnType() == long.class ? 0L : null;
                    }));
        }
        workers = Workers.start(queues, new Routes(), new WorkerSettings(Duration.ZERO, System::nanoTime), () -> {});
    }

    @Override
    public void close() throws IOException {
        workers.close();
        for (FileDescriptor pipe : pipes) {
            pipe.close();
        }
    }
}
