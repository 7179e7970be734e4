package studio.bcm.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import studio.bcm.edit.WorkRecord;
import studio.bcm.model.Execution;
import studio.bcm.route.Move;
import studio.bcm.route.Route;

/** The result of a command, printed at its end as text, or as JSON on request. */
final class Report {
    private static final JsonMapper MAPPER = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final ObjectNode json = MAPPER.createObjectNode();
    private final List<String> words = new ArrayList<>();
    private final long start = System.nanoTime();

    Report(String command) {
        json.put("command", command);
    }

    /** The JSON object, for what only a single command has to say. */
    public ObjectNode json() {
        return json;
    }

    Report say(String line) {
        words.add(line);
        return this;
    }

    Report session(Session session) {
        Execution execution = session.execution();
        json.put("model", session.manifest().name());
        json.putObject("execution")
                .put("provider", execution.provider())
                .put("device", execution.deviceName())
                .put("precision", execution.precision())
                .put("fallback", execution.fallback());
        return this;
    }

    Report work(WorkRecord work) {
        ObjectNode node = json.putObject("work");
        node.put("seed", work.seed()).put("evaluations", work.nfe()).put("tiles", work.tiles());
        node.put("seconds", seconds(work.time()));
        node.set("route", route(work.route()));
        return this;
    }

    Report output(Path file) {
        ((ArrayNode) json.withArray("/outputs")).add(file.toString());
        words.add(file.toString());
        return this;
    }

    static ObjectNode route(Route route) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("name", route.name());
        ArrayNode moves = node.putArray("moves");
        for (Move move : route.moves()) {
            switch (move) {
                case Move.Carry carry -> moves.addObject().put("from", decimal(carry.t())).put("to", decimal(carry.u()));
                case Move.AddNoise noise -> moves.addObject().put("addNoise", decimal(noise.sigma()));
            }
        }
        return node;
    }

    /** 0.1f as 0.1. */
    private static double decimal(float value) {
        return Double.parseDouble(Float.toString(value));
    }

    static double seconds(Duration time) {
        return Math.round(time.toNanos() / 1e6) / 1e3;
    }

    /** Prints the report. */
    void print(CommonOptions options, Console console) {
        json.put("seconds", seconds(Duration.ofNanos(System.nanoTime() - start)));
        if (options.json) {
            try {
                console.out().println(MAPPER.writeValueAsString(json));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        } else if (!options.quiet) {
            words.forEach(console.out()::println);
        }
    }
}
