package io.sallyport.dataplane.worker;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoRegistration;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.sallyport.dataplane.host.Turns;
import io.sallyport.dataplane.route.Routes;
import io.sallyport.dataplane.tun.PacketQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** All workers of a gateway, and the event loops that run them; owned by whoever has started them. */
public final class Workers implements AutoCloseable {
    private static final long STOP_SECONDS = 5;
    private static final long MANNERS_SECONDS = 1;

    private final IoEventLoopGroup group;
    private final ScheduledExecutorService minder;
    private final List<Worker> workers;

    private Workers(IoEventLoopGroup group, ScheduledExecutorService minder, List<Worker> workers) {
        this.group = group;
        this.minder = minder;
        this.workers = List.copyOf(workers);
    }

    /**
     * Starts one worker for each of {@code queues}. The queues stay the caller's to close, after the workers.
     *
     * @param queueLost called on a worker when its queue is gone for good
     */
    public static Workers start(List<PacketQueue> queues, Routes routes, WorkerSettings settings, Runnable queueLost) {
        IoEventLoopGroup group = new MultiThreadIoEventLoopGroup(
                queues.size(), new DefaultThreadFactory("worker"), EpollIoHandler.newFactory());
        ScheduledExecutorService minder = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("manners").daemon().factory());
        List<Worker> workers = new ArrayList<>();
        for (PacketQueue queue : queues) {
            IoEventLoop eventLoop = group.next();
            mind(eventLoop.submit(Turns::mine).syncUninterruptibly().getNow(), minder);
            Worker worker = new Worker(eventLoop, queue, routes, settings);
            QueueHandle handle = new QueueHandle(worker, queue.fd(), queueLost);
            eventLoop.register(handle).syncUninterruptibly().getNow().submit(EpollIoOps.EPOLLIN);
            workers.add(worker);
        }
        return new Workers(group, minder, workers);
    }

    /** Keeps a worker's manners towards other threads fit for how busy the machine is, on a thread that no packet waits for. */
    private static void mind(Turns turns, ScheduledExecutorService minder) {
        Manners manners = new Manners(turns.waited());
        turns.take(manners.manner());
        var _ = minder.scheduleWithFixedDelay(
                () -> judge(turns, manners), MANNERS_SECONDS, MANNERS_SECONDS, TimeUnit.SECONDS);
    }

    private static void judge(Turns turns, Manners manners) {
        Turns.Manner before = manners.manner();
        Turns.Manner now = manners.judge(turns.waited());
        if (now != before) {
            turns.take(now);
        }
    }

    public List<Worker> all() {
        return workers;
    }

    /** Packets dropped for {@code reason} so far, by all workers. */
    public long dropped(Drop reason) {
        return workers.stream().mapToLong(worker -> worker.drops().of(reason)).sum();
    }

    /** Ends the loops; what they have not sent is lost. */
    @Override
    public void close() {
        minder.shutdownNow();
        group.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** Has an event loop watch a descriptor that is not a Netty channel. Level-triggered: what is left over is told again. */
    private static final class QueueHandle implements EpollIoHandle {
        private final Worker worker;
        private final FileDescriptor descriptor;
        private final Runnable queueLost;

        QueueHandle(Worker worker, int fd, Runnable queueLost) {
            this.worker = worker;
            this.descriptor = new FileDescriptor(fd);
            this.queueLost = queueLost;
        }

        @Override
        public FileDescriptor fd() {
            return descriptor;
        }

        @Override
        public void handle(IoRegistration registration, IoEvent event) {
            if (!worker.readable()) {
                registration.cancel();
                queueLost.run();
            }
        }

        @Override
        public void close() {
            // The descriptor is the queue's, and closed with it.
        }
    }
}
