package io.sallyport.server.download.xml;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What may stand in an element of an AnyConnect profile.
 *
 * <p>Source: profiles that Cisco's editor writes for versions 4.10 and 5.1. It is not complete, and Cisco adds to it, so an element
 * that is not here is no mistake.
 *
 * @param value what its text may be
 * @param children by name
 */
record ProfileElement(Value value, Map<String, ProfileElement> children) {

    /** What a text may be; white space around it does not count. */
    sealed interface Value {
        /** No text. */
        record None() implements Value {}

        record Text() implements Value {}

        record Flag() implements Value {}

        record WholeNumber() implements Value {}

        record Choice(List<String> words) implements Value {}

        /** Nobody looks into it. */
        record Anything() implements Value {}

        /** What would have fit, if {@code text} does not. */
        default Optional<String> objection(String text) {
            return switch (this) {
                case None() -> text.isEmpty() ? Optional.empty() : Optional.of("elements only");
                case Text(), Anything() -> Optional.empty();
                case Flag() ->
                    text.equals("true") || text.equals("false") ? Optional.empty() : Optional.of("true or false");
                case WholeNumber() -> text.matches("[0-9]{1,9}") ? Optional.empty() : Optional.of("a whole number");
                case Choice(List<String> words) ->
                    words.contains(text) ? Optional.empty() : Optional.of("one of " + String.join(", ", words));
            };
        }
    }

    static final ProfileElement PROFILE =
            element(Map.of("ClientInitialization", element(settings()), "ServerList", element(servers())));

    boolean isOpen() {
        return value instanceof Value.Anything;
    }

    private static Map<String, ProfileElement> settings() {
        ProfileElement flag = leaf(new Value.Flag());
        ProfileElement number = leaf(new Value.WholeNumber());
        ProfileElement text = leaf(new Value.Text());
        ProfileElement open = leaf(new Value.Anything());
        Map<String, ProfileElement> settings = new LinkedHashMap<>();
        for (String name : List.of(
                "UseStartBeforeLogon",
                "AutomaticCertSelection",
                "ShowPreConnectMessage",
                "CertificateStoreOverride",
                "AllowLocalProxyConnections",
                "AutoConnectOnStart",
                "MinimizeOnConnect",
                "LocalLanAccess",
                "DisableCaptivePortalDetection",
                "ClearSmartcardPin",
                "SuspendOnConnectedStandby",
                "AutoUpdate",
                "AllowManualHostInput",
                "CaptivePortalRemediationBrowserFailover",
                "StrictCertificateTrust",
                "BypassDownloader")) {
            settings.put(name, flag);
        }
        for (String name : List.of(
                "AutomaticVPNPolicy",
                "BackupServerList",
                "CertificateEnrollment",
                "CertificateMatch",
                "CertificatePinning",
                "MobilePolicy",
                "ProxySettings",
                "PublicProxyServerAddress",
                "RetainVpnOnLogoff")) {
            settings.put(name, open);
        }
        for (String name : List.of(
                "CertEnrollmentPin",
                "CertificateStoreLinux",
                "CertificateStoreMac",
                "LinuxLogonEnforcement",
                "RestrictPreferenceCaching",
                "RestrictTunnelProtocols")) {
            settings.put(name, text);
        }
        settings.put("AuthenticationTimeout", number);
        settings.put("CertificateStore", choice("All", "Machine", "User"));
        settings.put("IPProtocolSupport", choice("IPv4", "IPv6", "IPv4,IPv6", "IPv6,IPv4"));
        settings.put("RSASecurIDIntegration", choice("Automatic", "SoftwareToken", "HardwareToken"));
        settings.put("WindowsLogonEnforcement", choice("SingleLocalLogon", "SingleLogon", "SingleLogonNoRemote"));
        settings.put("WindowsVPNEstablishment", choice("LocalUsersOnly", "AllowRemoteUsers"));
        settings.put("LinuxVPNEstablishment", choice("LocalUsersOnly", "AllowRemoteUsers"));
        settings.put(
                "AutoReconnect",
                new ProfileElement(
                        new Value.Flag(),
                        Map.of("AutoReconnectBehavior", choice("DisconnectOnSuspend", "ReconnectAfterResume"))));
        settings.put(
                "PPPExclusion",
                new ProfileElement(
                        new Value.Choice(List.of("Automatic", "Override", "Disable")),
                        Map.of("PPPExclusionServerIP", text)));
        settings.put(
                "EnableScripting",
                new ProfileElement(
                        new Value.Flag(),
                        Map.of("TerminateScriptOnNextEvent", flag, "EnablePostSBLOnConnectScript", flag)));
        settings.put(
                "EnableAutomaticServerSelection",
                new ProfileElement(
                        new Value.Flag(),
                        Map.of("AutoServerSelectionImprovement", number, "AutoServerSelectionSuspendTime", number)));
        return settings;
    }

    private static Map<String, ProfileElement> servers() {
        ProfileElement text = leaf(new Value.Text());
        ProfileElement open = leaf(new Value.Anything());
        Map<String, ProfileElement> entry = new LinkedHashMap<>();
        entry.put("HostName", text);
        entry.put("HostAddress", text);
        entry.put("UserGroup", text);
        entry.put("BackupServerList", open);
        entry.put("LoadBalancingServerList", open);
        entry.put("PrimaryProtocol", open);
        entry.put("MobileHostEntryInfo", open);
        entry.put("CertificatePinning", open);
        entry.put("AutomaticSCEPHost", text);
        entry.put("CAURL", open);
        entry.put("Port", leaf(new Value.WholeNumber()));
        return Map.of("HostEntry", element(entry));
    }

    private static ProfileElement element(Map<String, ProfileElement> children) {
        return new ProfileElement(new Value.None(), children);
    }

    private static ProfileElement leaf(Value value) {
        return new ProfileElement(value, Map.of());
    }

    private static ProfileElement choice(String... words) {
        return leaf(new Value.Choice(List.of(words)));
    }
}
