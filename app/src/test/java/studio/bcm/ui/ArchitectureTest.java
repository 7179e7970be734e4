package studio.bcm.ui;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may know whom. */
final class ArchitectureTest {
    private static final JavaClasses ALL = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("studio.bcm");

    @Test
    void theRuntimeAndTheTrainerKnowNoScreen() {
        noClasses().that().resideOutsideOfPackages("studio.bcm.ui..", "studio.bcm.cli..").should().dependOnClassesThat()
                .resideInAnyPackage("javafx..", "studio.bcm.ui..").check(ALL);
    }

    @Test
    void viewModelsKnowNoControls() {
        noClasses().that().resideInAnyPackage("studio.bcm.ui.viewmodel..", "studio.bcm.ui.document..", "studio.bcm.ui.settings..",
                "studio.bcm.ui.image..", "studio.bcm.ui.export..").should().dependOnClassesThat()
                .resideInAnyPackage("javafx.scene..", "javafx.stage..", "javafx.application..", "studio.bcm.ui.view..").check(ALL);
    }

    @Test
    void tasksKnowNoJavaFxAtAll() {
        noClasses().that().resideInAnyPackage("studio.bcm.ui.task..", "studio.bcm.ui.document..", "studio.bcm.ui.settings..",
                "studio.bcm.ui.image..", "studio.bcm.ui.export..").should().dependOnClassesThat().resideInAnyPackage("javafx..").check(ALL);
    }

    @Test
    void nothingPrintsOutsideTheCommandLines() {
        noClasses().that().resideOutsideOfPackage("studio.bcm.cli..").and().doNotHaveSimpleName("TrainerMain").should().accessField(System.class, "out").orShould()
                .accessField(System.class, "err").check(ALL);
    }

    @Test
    void theCommandLineKnowsOfTheWindowOnlyItsLauncher() {
        noClasses().that().resideInAPackage("studio.bcm.cli..").should().dependOnClassesThat(
                com.tngtech.archunit.base.DescribedPredicate.describe("belong to the window but are not its launcher",
                        c -> c.getPackageName().startsWith("studio.bcm.ui") && !c.getName().equals(Launcher.class.getName()))).check(ALL);
    }
}
