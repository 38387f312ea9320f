package io.sallyport.server.inside;

import io.sallyport.config.IpPrefix;
import io.sallyport.config.Network;
import io.sallyport.dataplane.host.DeviceSetup;
import io.sallyport.dataplane.host.Forwarding;
import io.sallyport.dataplane.host.HostRefused;
import io.sallyport.dataplane.host.Masquerade;
import io.sallyport.dataplane.host.Pool;
import io.sallyport.dataplane.host.Redirects;
import io.sallyport.dataplane.tun.Offload;
import io.sallyport.dataplane.tun.PacketQueue;
import io.sallyport.dataplane.tun.TunDevice;
import io.sallyport.dataplane.tun.TunUnavailable;
import io.sallyport.server.address.AddressPool;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The kernel's network: a TUN device with the gateway's addresses, and address translation for what leaves the host. */
public final class KernelNetwork implements InsideNetwork {
    private static final Logger log = LoggerFactory.getLogger(KernelNetwork.class);

    private final TunDevice device;
    private final Optional<Masquerade> masquerade;

    private KernelNetwork(TunDevice device, Optional<Masquerade> masquerade) {
        this.device = device;
        this.masquerade = masquerade;
    }

    /** A {@link InsideNetwork.Factory}. What it has put in place before it fails is gone again. */
    public static KernelNetwork open(Network network, int mtu, int queueCount) throws TunUnavailable, HostRefused {
        List<Pool> pools = Stream.concat(network.ipv4().stream(), network.ipv6().stream())
                .map(KernelNetwork::pool)
                .toList();
        new Forwarding().check(pools);
        TunDevice device = device(network, queueCount);
        log.info("TUN device made: name={} queues={} offload={}", device.name(), queueCount, device.offload());
        try {
            DeviceSetup.bringUp(device.name(), mtu, pools);
            if (!new Redirects().switchOff(device.name())) {
                log.info("redirects to clients stay on: net.ipv4.conf.all.send_redirects is 1");
            }
            return new KernelNetwork(
                    device,
                    switch (network.nat()) {
                        case MASQUERADE -> Optional.of(Masquerade.apply(device.name(), pools));
                        case NONE -> Optional.empty();
                    });
        } catch (HostRefused e) {
            device.close();
            throw e;
        }
    }

    private static TunDevice device(Network network, int queueCount) throws TunUnavailable {
        return switch (network.offload()) {
            case AUTO -> TunDevice.open(network.device(), queueCount);
            case USO -> TunDevice.open(network.device(), queueCount, Offload.USO);
            case TSO_ECN -> TunDevice.open(network.device(), queueCount, Offload.TSO_ECN);
            case TSO -> TunDevice.open(network.device(), queueCount, Offload.TSO);
            case NONE -> TunDevice.open(network.device(), queueCount, Offload.NONE);
            case PLAIN -> TunDevice.open(network.device(), queueCount, Offload.PLAIN);
        };
    }

    private static Pool pool(IpPrefix prefix) {
        return new Pool(new AddressPool(prefix).gateway(), prefix.network(), prefix.length());
    }

    @Override
    public List<PacketQueue> queues() {
        return device.queues();
    }

    @Override
    public void close() {
        masquerade.ifPresent(rules -> {
            try {
                rules.close();
            } catch (HostRefused e) {
                log.warn("address translation left behind: detail={}", e.getMessage());
            }
        });
        device.close();
    }
}
