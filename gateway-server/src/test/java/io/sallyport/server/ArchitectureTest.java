package io.sallyport.server;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.sallyport.dataplane.tun.PacketQueue;
import jakarta.xml.bind.Unmarshaller;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which way the arrows point, and which words are spoken in which room. ARCHITECTURE.md is the picture of it. */
class ArchitectureTest {
    private static final List<String> MODULES =
            List.of("gateway-config", "gateway-aaa", "gateway-dataplane", "gateway-server");

    private static final JavaClasses MAIN = new ClassFileImporter()
            .importPaths(MODULES.stream()
                    .map(module -> Path.of("..", module, "target", "classes"))
                    .toList());

    @Test
    void seesAllModules() {
        for (String root : List.of("config", "aaa", "dataplane", "server")) {
            assertThat(MAIN.that(resideInAPackage("io.sallyport." + root + "..")))
                    .as(root)
                    .hasSizeGreaterThan(10);
        }
    }

    @Test
    void theConfigurationKnowsNobody() {
        noClasses()
                .that()
                .resideInAPackage("io.sallyport.config..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.sallyport.aaa..", "io.sallyport.dataplane..", "io.sallyport.server..", "io.netty..")
                .check(MAIN);
    }

    @Test
    void theDataPlaneKnowsPacketsOnly() {
        noClasses()
                .that()
                .resideInAPackage("io.sallyport.dataplane..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.sallyport.config..",
                        "io.sallyport.aaa..",
                        "io.sallyport.server..",
                        "io.netty.handler..",
                        "javax.xml..",
                        "jakarta.xml..",
                        "org.snakeyaml..",
                        "java.sql..",
                        "org.slf4j..")
                .check(MAIN);
    }

    @Test
    void whoMayIsDecidedWithoutHttpXmlAndPackets() {
        noClasses()
                .that()
                .resideInAPackage("io.sallyport.aaa..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.sallyport.dataplane..",
                        "io.sallyport.server..",
                        "io.netty..",
                        "com.sun.net.httpserver..",
                        "javax.xml..",
                        "jakarta.xml..")
                .check(MAIN);
    }

    /** Whoever looks into packets could loop over them, and that is for the data plane. */
    @Test
    void theServerMeetsPacketsInTheirChannelsOnly() {
        noClasses()
                .that(resideInAPackage("io.sallyport.server.."))
                .and()
                .resideOutsideOfPackages("io.sallyport.server.cstp", "io.sallyport.server.dtls")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.sallyport.dataplane.packet..")
                .check(MAIN);
        noClasses()
                .that(resideInAPackage("io.sallyport.server.."))
                .and()
                .resideOutsideOfPackage("io.sallyport.server.inside")
                .should()
                .callMethodWhere(describe("reads or writes a queue", ArchitectureTest::movesPackets))
                .check(MAIN);
    }

    private static boolean movesPackets(JavaMethodCall call) {
        return call.getTargetOwner().isAssignableTo(PacketQueue.class);
    }

    @Test
    void whatIsMadeForTestsStaysInTests() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.sallyport.testcerts..",
                        "io.sallyport.testkit..",
                        "io.sallyport.conformance..",
                        "org.junit..",
                        "org.assertj..")
                .check(MAIN);
    }

    @Test
    void packagesFormNoCycles() {
        slices().matching("io.sallyport.(**)").should().beFreeOfCycles().check(MAIN);
    }

    /** One foreign vocabulary per room. */
    @ParameterizedTest(name = "{0} is spoken in {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    org.snakeyaml..        | io.sallyport.config
                    org.bouncycastle..     | io.sallyport.aaa.local, io.sallyport.aaa.certificate, io.sallyport.server.listen, io.sallyport.server.dtls
                    org.jdbi..             | io.sallyport.aaa.store, io.sallyport.aaa.session, io.sallyport.aaa.local, io.sallyport.aaa.totp
                    java.sql..             | io.sallyport.aaa.store, io.sallyport.aaa.session, io.sallyport.aaa.local
                    java.net.http..        | io.sallyport.aaa.certificate
                    java.lang.foreign..    | io.sallyport.dataplane.host, io.sallyport.dataplane.tun, io.sallyport.dataplane.udp
                    jakarta.xml..          | io.sallyport.server.auth.xml, io.sallyport.server.download.xml
                    javax.xml..            | io.sallyport.server.xml, io.sallyport.server.auth.xml, io.sallyport.server.download.xml
                    javax.net.ssl..        | io.sallyport.server.listen, io.sallyport.server.cstp
                    io.netty.handler.codec.http.. | io.sallyport.server.http, io.sallyport.server.tunnel
                    info.picocli..         | io.sallyport.server.cli
                    picocli..              | io.sallyport.server.cli
                    tools.jackson..        | io.sallyport.server.control, io.sallyport.server.cli, io.sallyport.server.boot
                    io.micrometer..        | io.sallyport.server.metrics, io.sallyport.server.boot
                    com.sun.net.httpserver.. | io.sallyport.server.metrics
                    """)
    void aVocabularyStaysInItsRooms(String vocabulary, String rooms) {
        noClasses()
                .that()
                .resideOutsideOfPackages(rooms.split(", ", -1))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(vocabulary)
                .check(MAIN);
    }

    /** Timers, idle times, bans and cookies can be tested in milliseconds because nobody reads the clock by himself. */
    @Test
    void theClockIsAParameter() {
        noClasses()
                .that(resideInAnyPackage(
                        "io.sallyport.aaa..",
                        "io.sallyport.dataplane..",
                        "io.sallyport.server.address..",
                        "io.sallyport.server.auth..",
                        "io.sallyport.server.carriage..",
                        "io.sallyport.server.cstp..",
                        "io.sallyport.server.download..",
                        "io.sallyport.server.dtls..",
                        "io.sallyport.server.http..",
                        "io.sallyport.server.listen..",
                        "io.sallyport.server.session..",
                        "io.sallyport.server.tunnel.."))
                .and()
                // How long the store is waited for is real time, whatever the gateway takes the time to be.
                .resideOutsideOfPackage("io.sallyport.aaa.store")
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .check(MAIN);
    }

    /** Every other way of reading a document expands its internal entities. */
    @Test
    void documentsAreReadFromABoundedReaderOnly() {
        assertThat(MAIN.stream()
                        .flatMap(type -> type.getMethodCallsFromSelf().stream())
                        .filter(call -> call.getTargetOwner().isAssignableTo(Unmarshaller.class))
                        .filter(call -> call.getTarget().getName().equals("unmarshal"))
                        .map(JavaMethodCall::getTarget)
                        .map(target -> target.getRawParameterTypes().getFirst().getName()))
                .containsOnly("javax.xml.stream.XMLStreamReader");
    }

    /** Whoever works on an event loop or on the control executor must not wait for anything. */
    @Test
    void nobodyWaitsWhereOthersAreServed() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.sallyport.server.auth..",
                        "io.sallyport.server.carriage..",
                        "io.sallyport.server.cstp..",
                        "io.sallyport.server.http..",
                        "io.sallyport.server.session..",
                        "io.sallyport.server.tunnel..")
                .should()
                .callMethodWhere(describe("waits for a future", ArchitectureTest::waits))
                .check(MAIN);
    }

    private static boolean waits(JavaMethodCall call) {
        return call.getTargetOwner().isAssignableTo(Future.class)
                && Set.of("get", "join").contains(call.getTarget().getName());
    }

    /** RT-36. */
    @Test
    void onlyTheCommandLineEndsTheProcess() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.sallyport.server.cli")
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .check(MAIN);
    }
}
