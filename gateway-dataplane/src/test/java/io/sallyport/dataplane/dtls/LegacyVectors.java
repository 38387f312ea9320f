package io.sallyport.dataplane.dtls;

import java.util.HexFormat;

/** A resumption in Cisco's DTLS 0.9, AES128-SHA, captured between openconnect (GnuTLS 3.7.9) and ocserv, and taken apart. */
public final class LegacyVectors {
    public static final byte[] MASTER_SECRET = hex(
            "ce6988bbfb1830a11edf75e24fb7aea3b40f04cef62f6cb06c3af3118bab5b08" + "e35cd33b5546627ea9e92350b5d7fb5c");
    public static final byte[] CLIENT_HELLO = hex("160100000000000000000000670100005b000000000000005b"
            + "010035c6eaa082af30006325587be504f7e66954c3269d2221bdcd25a7e6e59dfbc0"
            + "2076d888a14ccee48fca15fa08f4a6d4b9d17e01f8fdaad7cea05a22719fcf7a8d"
            + "000002002f0100000f00230000ff01000100001c00024000");
    public static final byte[] SERVER_HELLO = hex("1601000000000000000000005a0200004e000000000000004e"
            + "0100da058c46b487447b1a3521ef95ebc3e35bf41da61e6ad86048c0f0ccf5b031f8"
            + "2076d888a14ccee48fca15fa08f4a6d4b9d17e01f8fdaad7cea05a22719fcf7a8d002f000006001c00024000");
    public static final byte[] KEY_BLOCK =
            hex("17ee623318be94e4379f50b072793bda5331a256fbdea9e00a2349130cda40196478e460"
                    + "6db573a581daa742dac87a8a4d4baf2184978074f62be8d3e9c36a0e4c5cdfdeb69d74fc");
    public static final byte[] SERVER_FINISHED =
            hex("160100000100000000000000403d89beae40262e68e6633720f4ff2a7629d08e6e"
                    + "cbba6fbdaafc7efecbc220d518a82dc0498122dad529082195b06d352c354d90fa44261dc6e625a2e16aa13b");
    public static final byte[] SERVER_FINISHED_MESSAGE = hex("1400000c000200000000000cd0f11f8e21294d0191e34a2f");
    public static final byte[] CLIENT_FINISHED =
            hex("16010000010000000000000040f16375d2f2ca9a4f27bc332b3a74d2db466602e8"
                    + "40e30329fb38c2a426953141dbd5449eb699e1ea5339fdedb2435023d35b13e0f63c272d5d779b6c78ad748a");
    public static final byte[] CLIENT_FINISHED_MESSAGE = hex("1400000c000200000000000c51a7f83cfbd186c26272829a");

    private LegacyVectors() {}

    public static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }
}
