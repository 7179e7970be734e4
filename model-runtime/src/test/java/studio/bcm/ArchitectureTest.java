package studio.bcm;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What may know what within this module. */
class ArchitectureTest {
    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("studio.bcm");
        assertThat(classes.size()).isGreaterThan(20);
    }

    @Test
    void knowsNoScreen() {
        noClasses().should().dependOnClassesThat().resideInAnyPackage(
                        "javafx..", "javax.swing..", "java.awt.event..", "java.awt.dnd..", "java.awt.desktop..")
                .because("model-runtime is used without a screen")
                .check(classes);
        noClasses().that().resideOutsideOfPackage("studio.bcm.image..")
                .should().dependOnClassesThat().resideInAnyPackage("java.awt..", "javax.imageio..")
                .because("only files and pixels have to do with Java's pictures")
                .check(classes);
        noClasses().should().dependOnClassesThat().haveNameMatching(
                        "java\\.awt\\.(Component|Container|Window|Frame|Dialog|Toolkit|Desktop|Robot|Canvas|Panel)")
                .because("pictures need java.awt.image alone")
                .check(classes);
    }

    @Test
    void knowsNoTrainingAndNoProgramAroundIt() {
        noClasses().should().dependOnClassesThat().resideInAnyPackage(
                        "studio.bcm.network..", "studio.bcm.train..", "studio.bcm.evaluation..", "studio.bcm.official..",
                        "studio.bcm.cli..", "studio.bcm.ui..", "org.bytedeco..", "picocli..")
                .because("model-runtime is what the trainer and the program stand on")
                .check(classes);
    }

    @Test
    void printsNothing() {
        GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(classes);
        GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(classes);
    }

    @Test
    void onlyModelAndDeviceKnowOnnxRuntime() {
        noClasses().that().resideOutsideOfPackages("studio.bcm.model", "studio.bcm.device", "studio.bcm.natives", "studio.bcm.cuda..")
                .should().dependOnClassesThat().resideInAnyPackage("ai.onnxruntime..", "ai.djl..")
                .because("operations are written against ConsistencyFunction")
                .check(classes);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("studio.bcm.(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void onlyModelAndDeviceKnowCuda() {
        noClasses().that().resideOutsideOfPackages("studio.bcm.model", "studio.bcm.device", "studio.bcm.cuda..", "studio.bcm.onnx")
                .should().dependOnClassesThat().resideInAnyPackage("studio.bcm.cuda..")
                .because("everything else runs the same on every device")
                .check(classes);
    }
}
