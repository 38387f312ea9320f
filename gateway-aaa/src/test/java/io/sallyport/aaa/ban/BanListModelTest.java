package io.sallyport.aaa.ban;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.aaa.UserName;
import io.sallyport.config.Bans;
import io.sallyport.config.IpPrefix;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;

/** Random histories, against a twin that keeps the whole history and counts it anew at each question. */
class BanListModelTest {
    private static final Bans RULES = new Bans(
            30,
            Duration.ofSeconds(50),
            Duration.ofSeconds(100),
            List.of(new IpPrefix(InetAddress.ofLiteral("192.0.3.0"), 24)));

    private static final List<Offence> OFFENCES = List.of(Offence.values());

    @RepeatedTest(20)
    void agreesWithANaiveTwin() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        BanList bans = new BanList(RULES, 1000);
        Twin sources = new Twin();
        Twin users = new Twin();
        Instant now = Instant.EPOCH;
        for (int step = 0; step < 2000; step++) {
            now = now.plusSeconds(random.nextInt(12));
            InetAddress source = InetAddress.ofLiteral("192.0." + random.nextInt(4) + "." + random.nextInt(256));
            UserName user = new UserName("user" + random.nextInt(4));
            boolean trusted = source.getHostAddress().startsWith("192.0.3.");
            String prefix = source.getHostAddress().replaceAll("\\d+$", "0/24");
            switch (random.nextInt(8)) {
                case 0 -> {
                    bans.forgive(user);
                    if (!users.banned(user.text(), now)) {
                        users.forget(user.text());
                    }
                }
                case 1 -> {
                    assertThat(bans.unban(source, now)).isEqualTo(sources.banned(prefix, now));
                    sources.forget(prefix);
                }
                default -> {
                    Offence offence = OFFENCES.get(random.nextInt(OFFENCES.size()));
                    bans.offence(offence, source, Optional.of(user), now);
                    if (!trusted) {
                        sources.add(prefix, offence, now);
                        users.add(user.text(), offence, now);
                    }
                }
            }
            assertThat(bans.banned(source, now))
                    .as("seed %d, step %d, %s", seed, step, source)
                    .isEqualTo(!trusted && sources.banned(prefix, now));
            assertThat(bans.bannedUser(user, now))
                    .as("seed %d, step %d, %s", seed, step, user)
                    .isEqualTo(users.banned(user.text(), now));
        }
    }

    /** Of one kind of subject. */
    private static final class Twin {
        private final List<Event> history = new ArrayList<>();

        private record Event(String subject, int points, Instant at) {}

        void add(String subject, Offence offence, Instant at) {
            history.add(new Event(subject, offence.points(), at));
        }

        void forget(String subject) {
            history.removeIf(event -> event.subject().equals(subject));
        }

        boolean banned(String subject, Instant now) {
            int points = 0;
            Instant last = Instant.MIN;
            Instant until = Instant.MIN;
            for (Event event : history) {
                if (!event.subject().equals(subject) || event.at().isBefore(until)) {
                    continue;
                }
                if (last.isBefore(event.at().minus(RULES.forget()))
                        || last.equals(event.at().minus(RULES.forget()))) {
                    points = 0;
                }
                points += event.points();
                last = event.at();
                if (points >= RULES.after()) {
                    points = 0;
                    until = event.at().plus(RULES.duration());
                }
            }
            return now.isBefore(until);
        }
    }
}
