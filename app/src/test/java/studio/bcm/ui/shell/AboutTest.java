package studio.bcm.ui.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class AboutTest {
    @Test
    void licencesAndTheNoticeOfTheModelsOfFacesAreShown() {
        assertThat(HelpDialogs.licences()).contains("onnxruntime", "The MediaPipe Authors", "Apache License, Version 2.0", "converted from TensorFlow Lite");
    }
}
