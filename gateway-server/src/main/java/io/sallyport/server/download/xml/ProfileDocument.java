package io.sallyport.server.download.xml;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlRootElement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The part of an AnyConnect profile whose elements have to agree with each other: the gateways that it lists. */
@XmlRootElement(name = "AnyConnectProfile", namespace = ProfileDocument.NAMESPACE)
@XmlAccessorType(XmlAccessType.FIELD)
final class ProfileDocument {
    static final String NAMESPACE = "http://schemas.xmlsoap.org/encoding/";

    @XmlElement(name = "ServerList", namespace = NAMESPACE)
    @Nullable
    ServerList serverList;

    @XmlAccessorType(XmlAccessType.FIELD)
    static final class ServerList {
        @XmlElement(name = "HostEntry", namespace = NAMESPACE)
        final List<HostEntry> entries = new ArrayList<>();
    }

    @XmlAccessorType(XmlAccessType.FIELD)
    static final class HostEntry {
        @XmlElement(name = "HostName", namespace = NAMESPACE)
        @Nullable
        String hostName;

        @XmlElement(name = "HostAddress", namespace = NAMESPACE)
        @Nullable
        String hostAddress;
    }
}
