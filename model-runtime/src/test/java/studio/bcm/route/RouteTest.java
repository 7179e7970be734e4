package studio.bcm.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import studio.bcm.route.Move.AddNoise;
import studio.bcm.route.Move.Carry;

class RouteTest {
    @ParameterizedTest
    @CsvSource({
        "one-step, 1, 80, 0.002", "two-step, 2, 80, 0.002", "zigzag-3, 3, 80, 0.002", "mixed-4, 4, 80, 0.002",
        "invert-1, 1, 0.07, 80", "invert-2, 2, 0.07, 80", "invert-3, 3, 0.07, 80"
    })
    void presetsAreThePapers(String name, int nfe, float start, float end) {
        Route route = Presets.find(name).orElseThrow();
        assertThat(route.nfe()).isEqualTo(nfe);
        assertThat(route.startLevel()).isEqualTo(start);
        assertThat(route.endLevel()).isEqualTo(end);
        route.requireWithin(0.002f, 80f);
    }

    static List<Route> presets() {
        return Presets.all();
    }

    @ParameterizedTest
    @MethodSource("presets")
    void jsonRoundTrip(Route route) throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        assertThat(mapper.readValue(mapper.writeValueAsBytes(route), Route.class)).isEqualTo(route);
    }

    @Test
    void jsonIsWhatPeopleWouldWrite() throws Exception {
        Route read = new ObjectMapper().readValue("""
                {"name": "r", "moves": [{"addNoise": {"sigma": 0.07}}, {"carry": {"t": 0.07, "u": 80}}]}""", Route.class);
        assertThat(read).isEqualTo(new Route("r", List.of(new AddNoise(0.07f), new Carry(0.07f, 80f))));
    }

    @Test
    void levelsMustChain() {
        assertThatThrownBy(() -> new Route("r", List.of(new Carry(80f, 1f), new Carry(2f, 0.002f))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("2.0").hasMessageContaining("1.0");
        assertThatThrownBy(() -> new Route("r", List.of(new Carry(80f, 1f), new AddNoise(1f), new Carry(1f, 0.002f))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Route("r", List.of(new AddNoise(1f), new Carry(0.5f, 80f))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new Route("r", List.of(new Carry(80f, 1f), new AddNoise(1f), new Carry(1.41421f, 0.002f))).nfe()).isEqualTo(2);
    }

    @Test
    void emptyAndSenselessAreRefused() {
        assertThatThrownBy(() -> new Route("r", List.of(new AddNoise(1f)))).hasMessageContaining("no evaluation");
        assertThatThrownBy(() -> new Route(" ", Presets.ONE_STEP.moves())).hasMessageContaining("no name");
        assertThatThrownBy(() -> new Carry(Float.NaN, 1f)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AddNoise(-1f)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Presets.ONE_STEP.requireWithin(0.01f, 80f)).hasMessageContaining("outside");
    }
}
