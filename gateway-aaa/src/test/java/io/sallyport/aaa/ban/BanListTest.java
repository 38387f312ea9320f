package io.sallyport.aaa.ban;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.aaa.UserName;
import io.sallyport.config.Bans;
import io.sallyport.config.IpPrefix;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BanListTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final InetAddress SOURCE = InetAddress.ofLiteral("192.0.2.7");
    private static final UserName ALICE = new UserName("alice");
    private static final Bans RULES = new Bans(80, Duration.ofMinutes(5), Duration.ofMinutes(20), List.of());

    private final BanList bans = new BanList(RULES, 100);

    @Test
    void eightWrongPasswordsAreTooMany() {
        assertThat(wrongPasswords(7, SOURCE, NOON)).isEmpty();
        assertThat(bans.banned(SOURCE, NOON)).isFalse();

        List<Ban> brought = wrongPasswords(1, SOURCE, NOON);

        assertThat(brought)
                .containsExactly(new Ban(
                        new Ban.Subject.Source(new IpPrefix(InetAddress.ofLiteral("192.0.2.0"), 24)),
                        NOON.plus(Duration.ofMinutes(5)),
                        80));
        assertThat(bans.banned(SOURCE, NOON)).isTrue();
        assertThat(bans.list(NOON)).isEqualTo(brought);
    }

    @Test
    void neighboursShareABanAsFarAsOneSubscriberReaches() {
        wrongPasswords(8, SOURCE, NOON);
        wrongPasswords(8, InetAddress.ofLiteral("2001:db8:1:2:3:4:5:6"), NOON);

        assertThat(bans.banned(InetAddress.ofLiteral("192.0.2.255"), NOON)).isTrue();
        assertThat(bans.banned(InetAddress.ofLiteral("192.0.3.7"), NOON)).isFalse();
        assertThat(bans.banned(InetAddress.ofLiteral("2001:db8:1:2:ffff::"), NOON))
                .isTrue();
        assertThat(bans.banned(InetAddress.ofLiteral("2001:db8:1:3::"), NOON)).isFalse();
    }

    @Test
    void attemptsDoNotProlongABan() {
        wrongPasswords(8, SOURCE, NOON);

        assertThat(wrongPasswords(100, SOURCE, NOON.plus(Duration.ofMinutes(4))))
                .isEmpty();

        assertThat(bans.banned(SOURCE, NOON.plus(Duration.ofMinutes(5)).minusNanos(1)))
                .isTrue();
        assertThat(bans.banned(SOURCE, NOON.plus(Duration.ofMinutes(5)))).isFalse();
        assertThat(bans.list(NOON.plus(Duration.ofMinutes(5)))).isEmpty();
    }

    @Test
    void afterABanTheCountStartsFromZero() {
        wrongPasswords(8, SOURCE, NOON);
        Instant later = NOON.plus(Duration.ofMinutes(5));

        assertThat(wrongPasswords(7, SOURCE, later)).isEmpty();
        assertThat(wrongPasswords(1, SOURCE, later)).hasSize(1);
    }

    @Test
    void pointsAreForgottenAfterATimeWithoutAnOffence() {
        wrongPasswords(7, SOURCE, NOON);
        wrongPasswords(7, InetAddress.ofLiteral("198.51.100.1"), NOON);

        assertThat(wrongPasswords(1, SOURCE, NOON.plus(Duration.ofMinutes(20)).minusNanos(1)))
                .hasSize(1);
        assertThat(wrongPasswords(7, InetAddress.ofLiteral("198.51.100.1"), NOON.plus(Duration.ofMinutes(20))))
                .isEmpty();
    }

    @Test
    void aUserIsBannedWhereverTheGuessesComeFrom() {
        for (int i = 0; i < 7; i++) {
            assertThat(guess(InetAddress.ofLiteral("198.51." + i + ".1"))).isEmpty();
        }

        assertThat(guess(SOURCE)).extracting(Ban::subject).containsExactly(new Ban.Subject.User(ALICE));

        assertThat(bans.bannedUser(ALICE, NOON)).isTrue();
        assertThat(bans.bannedUser(new UserName("bob"), NOON)).isFalse();
        assertThat(bans.banned(SOURCE, NOON)).isFalse();
    }

    @Test
    void signingInForgivesTheUserButNotThePrefix() {
        for (int i = 0; i < 7; i++) {
            guess(SOURCE);
        }

        bans.forgive(ALICE);

        assertThat(guess(SOURCE)).extracting(Ban::subject).hasOnlyElementsOfType(Ban.Subject.Source.class);
        assertThat(bans.bannedUser(ALICE, NOON)).isFalse();
    }

    @Test
    void aBanIsNotForgivenByASignInThatWasUnderWay() {
        for (int i = 0; i < 8; i++) {
            guess(SOURCE);
        }

        bans.forgive(ALICE);

        assertThat(bans.bannedUser(ALICE, NOON)).isTrue();
    }

    @Test
    void lesserOffencesCostLess() {
        for (int i = 0; i < 79; i++) {
            assertThat(bans.offence(Offence.UNKNOWN_COOKIE, SOURCE, Optional.empty(), NOON))
                    .isEmpty();
        }

        assertThat(bans.offence(Offence.PROTOCOL_VIOLATION, SOURCE, Optional.empty(), NOON))
                .extracting(Ban::points)
                .containsExactly(84);
    }

    @Test
    void trustedPrefixesAreNeverCounted() {
        bans.follow(trusting("192.0.2.0", 25));

        assertThat(guess(SOURCE)).isEmpty();
        assertThat(wrongPasswords(100, SOURCE, NOON)).isEmpty();

        assertThat(bans.banned(SOURCE, NOON)).isFalse();
        assertThat(wrongPasswords(8, InetAddress.ofLiteral("192.0.2.128"), NOON))
                .hasSize(1);
        assertThat(bans.banned(SOURCE, NOON))
                .as("the other half of the prefix is banned")
                .isFalse();
    }

    @Test
    void newRulesHoldAtOnceAndKeepWhatWasCounted() {
        wrongPasswords(7, SOURCE, NOON);

        bans.follow(new Bans(75, Duration.ofHours(1), Duration.ofMinutes(20), List.of()));
        assertThat(wrongPasswords(1, SOURCE, NOON)).extracting(Ban::until).containsExactly(NOON.plusSeconds(3600));

        bans.follow(trusting("192.0.2.7", 32));
        assertThat(bans.banned(SOURCE, NOON)).isFalse();
        bans.follow(new Bans(0, Duration.ofHours(1), Duration.ofHours(1), List.of()));
        assertThat(bans.banned(InetAddress.ofLiteral("192.0.2.8"), NOON)).isFalse();
        assertThat(wrongPasswords(100, SOURCE, NOON)).isEmpty();
    }

    @Test
    void anOperatorLiftsABan() {
        for (int i = 0; i < 8; i++) {
            guess(SOURCE);
        }

        assertThat(bans.unban(InetAddress.ofLiteral("192.0.2.99"), NOON)).isTrue();
        assertThat(bans.unban(SOURCE, NOON)).isFalse();
        assertThat(bans.unbanUser(ALICE, NOON)).isTrue();
        assertThat(bans.unbanUser(ALICE, NOON)).isFalse();

        assertThat(bans.banned(SOURCE, NOON)).isFalse();
        assertThat(bans.bannedUser(ALICE, NOON)).isFalse();
    }

    @Test
    void remembersOnlySoManyAndForgetsTheLeastRecent() {
        BanList small = new BanList(RULES, 2);
        InetAddress first = InetAddress.ofLiteral("198.51.1.1");
        InetAddress second = InetAddress.ofLiteral("198.51.2.1");
        for (int i = 0; i < 8; i++) {
            small.offence(Offence.WRONG_PASSWORD, first, Optional.empty(), NOON);
        }
        for (int i = 0; i < 8; i++) {
            small.offence(Offence.WRONG_PASSWORD, second, Optional.empty(), NOON);
        }
        small.offence(Offence.WRONG_PASSWORD, first, Optional.empty(), NOON);

        small.offence(Offence.WRONG_PASSWORD, SOURCE, Optional.of(ALICE), NOON);

        assertThat(small.banned(first, NOON)).isTrue();
        assertThat(small.banned(second, NOON)).isFalse();
        assertThat(small.evictions()).isOne();
    }

    private List<Ban> wrongPasswords(int count, InetAddress source, Instant now) {
        List<Ban> last = List.of();
        for (int i = 0; i < count; i++) {
            last = bans.offence(Offence.WRONG_PASSWORD, source, Optional.empty(), now);
        }
        return last;
    }

    private List<Ban> guess(InetAddress source) {
        return bans.offence(Offence.WRONG_PASSWORD, source, Optional.of(ALICE), NOON);
    }

    private static Bans trusting(String network, int length) {
        return new Bans(
                80,
                Duration.ofMinutes(5),
                Duration.ofMinutes(20),
                List.of(new IpPrefix(InetAddress.ofLiteral(network), length)));
    }
}
