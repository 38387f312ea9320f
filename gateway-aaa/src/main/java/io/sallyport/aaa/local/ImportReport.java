package io.sallyport.aaa.local;

import io.sallyport.aaa.UserName;
import java.util.List;

/** What came of an import: all of the file, or nothing. */
public sealed interface ImportReport {

    /**
     * @param added in the order of the file, as are the others
     * @param replaced were there before, and now are as the file says
     * @param kept were there before, and are as they were
     */
    record Imported(List<UserName> added, List<UserName> replaced, List<UserName> kept) implements ImportReport {
        public Imported {
            added = List.copyOf(added);
            replaced = List.copyOf(replaced);
            kept = List.copyOf(kept);
        }
    }

    /** Nothing was imported. */
    record Rejected(List<Problem> problems) implements ImportReport {
        public Rejected {
            problems = List.copyOf(problems);
        }
    }

    /**
     * @param line from 1
     * @param what is wrong with it; never quotes the line, which holds a hash
     */
    record Problem(int line, String what) {
        @Override
        public String toString() {
            return "line " + line + ": " + what;
        }
    }

    /** What happens to users that are there already. */
    enum Existing {
        KEEP,
        REPLACE
    }
}
