package io.sallyport.aaa.local;

import io.sallyport.aaa.UserName;
import io.sallyport.aaa.local.ImportReport.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The password file of ocserv: {@code user:group,group:hash} on each line, {@code #} begins a comment, {@code !} before the hash
 * locks the user.
 *
 * <p>Seen in ocserv 1.1.6: {@code ocpasswd} writes {@code *} for "no group", and the server takes no group of one character.
 */
final class OcpasswdFile {

    /** One user of it. */
    record Entry(UserName name, List<String> groups, PasswordHash hash, boolean locked) {}

    private final List<Entry> entries = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Map<UserName, Integer> lines = new HashMap<>();

    private OcpasswdFile() {}

    static OcpasswdFile parse(String text) {
        OcpasswdFile file = new OcpasswdFile();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!line.isBlank() && !line.startsWith("#")) {
                file.parseLine(i + 1, line);
            }
        }
        return file;
    }

    /** In the order of the file; complete only if there are no {@link #problems}. */
    List<Entry> entries() {
        return entries;
    }

    List<Problem> problems() {
        return problems;
    }

    private void parseLine(int line, String text) {
        String[] fields = text.split(":", -1);
        if (fields.length != 3) {
            problems.add(new Problem(line, "found " + fields.length + " fields, expected user:groups:hash"));
            return;
        }
        int before = problems.size();
        Optional<UserName> name = UserName.parse(fields[0]);
        if (name.isEmpty()) {
            problems.add(new Problem(
                    line,
                    "the user name is not 1.." + UserName.MAX_LENGTH + " printable characters without outer spaces"));
        }
        name.map(found -> lines.putIfAbsent(found, line))
                .ifPresent(first ->
                        problems.add(new Problem(line, "user " + fields[0] + " is on line " + first + " too")));
        List<String> groups = Stream.of(fields[1].split(","))
                .filter(group -> group.length() > 1)
                .distinct()
                .toList();
        if (!groups.stream().allMatch(LocalUsers::isGroup)) {
            problems.add(new Problem(
                    line,
                    "a group is not 1.." + LocalUsers.MAX_GROUP_LENGTH + " printable characters without outer spaces"));
        }
        boolean locked = fields[2].startsWith("!");
        Optional<PasswordHash> hash = PasswordHash.parse(locked ? fields[2].substring(1) : fields[2]);
        if (hash.isEmpty()) {
            problems.add(new Problem(line, "the hash is none of $1$, $5$, $6$ (up to 500000 rounds)"));
        }
        if (problems.size() == before) {
            entries.add(new Entry(name.orElseThrow(), groups, hash.orElseThrow(), locked));
        }
    }
}
