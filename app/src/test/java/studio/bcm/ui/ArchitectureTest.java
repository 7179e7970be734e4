package studio.bcm.ui;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Who may know whom. */
final class ArchitectureTest {
    private static final JavaClasses ALL = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("studio.bcm");
    private static final String[] CONTROLS = {"javafx.scene..", "javafx.stage..", "javafx.application.."};

    @Test
    void theRuntimeAndTheTrainerKnowNoScreen() {
        noClasses().that().resideOutsideOfPackages("studio.bcm.ui..", "studio.bcm.cli..").should().dependOnClassesThat()
                .resideInAnyPackage("javafx..", "studio.bcm.ui..").check(ALL);
    }

    /** A view-model is what ends in Model, and whatever it uses: none of it may know controls. */
    @Test
    void viewModelsKnowNoControls() {
        DescribedPredicate<JavaClass> control = JavaClass.Predicates.resideInAnyPackage(CONTROLS);
        Set<String> views = ALL.stream().filter(c -> c.getDirectDependenciesFromSelf().stream().anyMatch(d -> control.test(d.getTargetClass())))
                .map(JavaClass::getName).collect(Collectors.toSet());
        noClasses().that().resideInAPackage("studio.bcm.ui..").and().haveSimpleNameEndingWith("Model").should().dependOnClassesThat(
                control.or(describe("know controls", c -> views.contains(c.getName())))).check(ALL);
    }

    @Test
    void tasksKnowNoJavaFxAtAll() {
        noClasses().that().resideInAnyPackage("studio.bcm.ui.task..", "studio.bcm.ui.document..", "studio.bcm.ui.settings..",
                "studio.bcm.ui.image..").and().haveSimpleNameNotEndingWith("Page")
                .should().dependOnClassesThat().resideInAnyPackage("javafx..").check(ALL);
    }

    @Test
    void nothingPrintsOutsideTheCommandLines() {
        noClasses().that().resideOutsideOfPackage("studio.bcm.cli..").and().doNotHaveSimpleName("TrainerMain").should().accessField(System.class, "out").orShould()
                .accessField(System.class, "err").check(ALL);
    }

    @Test
    void theCommandLineKnowsOfTheWindowOnlyItsLauncher() {
        noClasses().that().resideInAPackage("studio.bcm.cli..").should().dependOnClassesThat(
                describe("belong to the window but are not its launcher",
                        c -> c.getPackageName().startsWith("studio.bcm.ui") && !c.getName().equals(Launcher.class.getName()))).check(ALL);
    }

    @Test
    void onlyTrainingKnowsLibtorch() {
        noClasses().that().resideOutsideOfPackages("studio.bcm.network.torch", "studio.bcm.train..", "studio.bcm.benchmark..")
                .should().dependOnClassesThat().resideInAPackage("org.bytedeco..").check(ALL);
    }

    @Test
    void packagesBelowTheWindowFormNoCycle() {
        slices().matching("studio.bcm.(**)").should().beFreeOfCycles().check(ALL.that(describe("are not the window's",
                c -> !c.getPackageName().startsWith("studio.bcm.ui") && !c.getPackageName().equals("studio.bcm.cli"))));
    }
}
