package studio.bcm.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A command line run in this process.
 *
 * @param code exit code
 * @param out  what it wrote to standard output
 * @param err  what it wrote to standard error
 */
public record CommandLineRun(int code, String out, String err) {
    public static CommandLineRun of(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] words = new String[arguments.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = arguments[i].toString();
        }
        int code = Main.run(new Console(new PrintWriter(out, true), new PrintWriter(err, true), false, 100, new AtomicBoolean()), words);
        return new CommandLineRun(code, out.toString(), err.toString());
    }
}
