package io.sallyport.lab;

/**
 * What a command that has ended left.
 *
 * @param command for messages
 * @param exit exit code; 128 + signal number when a signal ended it
 * @param out standard output
 * @param err standard error
 */
public record Output(String command, int exit, String out, String err) {

    public boolean ok() {
        return exit == 0;
    }

    /** @throws LabFailure when the exit code is not 0 */
    public Output orFail() {
        if (!ok()) {
            throw new LabFailure(this.toString());
        }
        return this;
    }

    @Override
    public String toString() {
        return command + ": exit " + exit + "\n" + out + err;
    }
}
