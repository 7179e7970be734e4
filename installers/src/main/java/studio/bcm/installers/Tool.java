package studio.bcm.installers;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.spi.ToolProvider;

/** Tools of the JDK, run in this process, and other programs. */
final class Tool {
    private Tool() {
    }

    /** Runs a tool of the JDK and returns what it wrote. */
    static String run(String name, List<String> arguments) throws IOException {
        ToolProvider tool = ToolProvider.findFirst(name)
                .orElseThrow(() -> new IOException("This needs a whole JDK: " + System.getProperty("java.home") + " has no " + name + "."));
        StringWriter output = new StringWriter();
        PrintWriter writer = new PrintWriter(output, true);
        if (tool.run(writer, writer, arguments.toArray(String[]::new)) != 0) {
            throw new IOException(name + " failed: " + output.toString().strip());
        }
        return output.toString();
    }
}
