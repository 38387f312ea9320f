package io.sallyport.aaa.local;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.BlockPool;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.FixedBlockPool;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** Argon2id of RFC 9106, written {@code $argon2id$v=19$m=19456,t=2,p=1$SALT$TAG}. */
final class Argon2Hash implements PasswordHash {
    /** 19 MiB, two passes, one lane: what OWASP recommends where a login may cost tens of milliseconds. */
    private static final Cost CURRENT = new Cost(19 * 1024, 2, 1);

    private static final int SALT_LENGTH = 16;
    private static final int TAG_LENGTH = 32;

    /** Bounds of what is believed of a stored hash: 256 MiB, 16 passes. */
    private static final int MAX_KIB = 256 * 1024;

    private static final int MAX_PASSES = 16;
    private static final int MAX_LANES = 8;

    private static final Pattern PHC = Pattern.compile("\\$argon2id\\$v=19"
            + "\\$m=([1-9][0-9]{0,6}),t=([1-9][0-9]?),p=([1-9])"
            + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

    /**
     * The memory of a computation, used again by the next one of the same thread, and given back with the thread. Left to the
     * collector, each would leave 19 MiB in the old generation, which grows to its limit before it is cleaned.
     */
    private static final ThreadLocal<BlockPool> BLOCKS =
            ThreadLocal.withInitial(() -> new FixedBlockPool(CURRENT.kib()));

    private static final SecureRandom RANDOM = new SecureRandom();

    /** @param kib memory, in KiB */
    private record Cost(int kib, int passes, int lanes) {

        boolean isBearable() {
            return kib <= MAX_KIB && kib >= 8 * lanes && passes <= MAX_PASSES && lanes <= MAX_LANES;
        }
    }

    private final Cost cost;
    private final byte[] salt;
    private final byte[] tag;

    private Argon2Hash(Cost cost, byte[] salt, byte[] tag) {
        this.cost = cost;
        this.salt = salt;
        this.tag = tag;
    }

    static Argon2Hash of(Password password) {
        byte[] salt = random(SALT_LENGTH);
        return new Argon2Hash(CURRENT, salt, tag(CURRENT, salt, password, TAG_LENGTH));
    }

    /** Matches no password, but takes the time of one that could. */
    static Argon2Hash decoy() {
        return new Argon2Hash(CURRENT, random(SALT_LENGTH), random(TAG_LENGTH));
    }

    static Optional<Argon2Hash> parse(String text) {
        Matcher parts = PHC.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        Cost cost = new Cost(
                Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)), Integer.parseInt(parts.group(3)));
        if (!cost.isBearable()) {
            return Optional.empty();
        }
        try {
            Base64.Decoder base64 = Base64.getDecoder();
            return Optional.of(new Argon2Hash(cost, base64.decode(parts.group(4)), base64.decode(parts.group(5))));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a length that Base64 cannot have
        }
    }

    @Override
    public boolean matches(Password password) {
        return MessageDigest.isEqual(tag, tag(cost, salt, password, tag.length));
    }

    @Override
    public boolean isOutdated() {
        return !cost.equals(CURRENT) || salt.length != SALT_LENGTH || tag.length != TAG_LENGTH;
    }

    @Override
    public String text() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + cost.kib() + ",t=" + cost.passes() + ",p=" + cost.lanes() + "$"
                + base64.encodeToString(salt) + "$" + base64.encodeToString(tag);
    }

    private static byte[] tag(Cost cost, byte[] salt, Password password, int length) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.kib())
                .withIterations(cost.passes())
                .withParallelism(cost.lanes())
                .withSalt(salt)
                .withBlockPool(BLOCKS.get())
                .build());
        byte[] tag = new byte[length];
        generator.generateBytes(password.bytes(), tag);
        return tag;
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
