package studio.bcm.edit.morph;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import studio.bcm.UserException;
import studio.bcm.edit.morph.LinePair.Place;
import studio.bcm.file.AtomicFile;

/**
 * Correspondences as JSON: {@code {"pairs":[[xa,ya,xb,yb],…],"lines":[{"a":[[x,y],…],"b":[[x,y],…]},…],"unit":"px"|"percent"}}.
 * All three members can be left out; the unit is px then. Hints are not stored.
 */
public final class CorrespondenceFile {
    private static final JsonMapper MAPPER = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    /** Enough for anyone's hands, and for lists made by programs. */
    private static final int MOST = 5000;

    private CorrespondenceFile() {
    }

    /**
     * Reads a file.
     *
     * @param widthA of the first photo in pixels, for places in percent
     * @throws UserException if the file cannot be read or does not hold correspondences
     */
    public static Correspondences read(Path file, int widthA, int heightA, int widthB, int heightB) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UserException("The file " + file + " cannot be read.", e);
        }
        try {
            return parse(MAPPER.readTree(bytes), widthA, heightA, widthB, heightB);
        } catch (IOException | IllegalArgumentException e) {
            throw new UserException("The file " + file + " holds no points: " + firstLine(e), e);
        }
    }

    private static String firstLine(Exception e) {
        String message = e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
        return message.lines().findFirst().orElse("") + ".";
    }

    private static Correspondences parse(JsonNode root, int widthA, int heightA, int widthB, int heightB) {
        if (root == null || !root.isObject()) {
            throw new IllegalArgumentException("it is no JSON object");
        }
        String unit = root.path("unit").asText("px");
        if (!unit.equals("px") && !unit.equals("percent")) {
            throw new IllegalArgumentException("the unit is px or percent, not " + unit);
        }
        boolean percent = unit.equals("percent");
        Scale a = percent ? new Scale(widthA / 100.0, heightA / 100.0) : new Scale(1, 1);
        Scale b = percent ? new Scale(widthB / 100.0, heightB / 100.0) : new Scale(1, 1);
        List<PointPair> pairs = new ArrayList<>();
        for (JsonNode pair : array(root, "pairs")) {
            double[] v = numbers(pair, 4, "a pair");
            pairs.add(new PointPair(v[0] * a.x, v[1] * a.y, v[2] * b.x, v[3] * b.y));
        }
        List<LinePair> lines = new ArrayList<>();
        for (JsonNode line : array(root, "lines")) {
            lines.add(new LinePair(places(line, "a", a), places(line, "b", b)));
        }
        return new Correspondences(pairs, lines, List.of());
    }

    /** Pixels for a unit of the file. */
    private record Scale(double x, double y) {
    }

    private static JsonNode array(JsonNode node, String name) {
        JsonNode array = node.path(name);
        if (!array.isMissingNode() && !array.isArray()) {
            throw new IllegalArgumentException(name + " is no list");
        }
        if (array.size() > MOST) {
            throw new IllegalArgumentException(name + " has more than " + MOST + " entries");
        }
        return array;
    }

    private static List<Place> places(JsonNode line, String name, Scale scale) {
        List<Place> places = new ArrayList<>();
        for (JsonNode place : array(line, name)) {
            double[] v = numbers(place, 2, "a place of a line");
            places.add(new Place(v[0] * scale.x, v[1] * scale.y));
        }
        return places;
    }

    private static double[] numbers(JsonNode node, int count, String what) {
        if (!node.isArray() || node.size() != count) {
            throw new IllegalArgumentException(what + " has " + count + " numbers");
        }
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            if (!node.get(i).isNumber() || !Double.isFinite(node.get(i).asDouble())) {
                throw new IllegalArgumentException(what + " has " + count + " numbers");
            }
            values[i] = node.get(i).asDouble();
        }
        return values;
    }

    /** Writes pairs and lines in pixels. */
    public static void write(Correspondences known, Path file, boolean overwrite) {
        ObjectNode root = MAPPER.createObjectNode();
        ArrayNode pairs = root.putArray("pairs");
        known.pairs().forEach(p -> pairs.addArray().add(p.xa()).add(p.ya()).add(p.xb()).add(p.yb()));
        ArrayNode lines = root.putArray("lines");
        for (LinePair line : known.lines()) {
            ObjectNode node = lines.addObject();
            ArrayNode ofA = node.putArray("a");
            line.a().forEach(p -> ofA.addArray().add(p.x()).add(p.y()));
            ArrayNode ofB = node.putArray("b");
            line.b().forEach(p -> ofB.addArray().add(p.x()).add(p.y()));
        }
        root.put("unit", "px");
        AtomicFile.write(file, overwrite, temporary -> MAPPER.writerWithDefaultPrettyPrinter().writeValue(temporary.toFile(), root));
    }
}
