package studio.bcm.ui;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the runtime says, in the user's language. The runtime knows no window and speaks English, as the command line does; here
 * its sentences are recognised by their English wording and said anew. A sentence may hold others, such as the reason of a
 * failure, which are translated too; what is not recognised, such as a message of the operating system, stays as it is.
 */
public final class Sentences {
    private static final String BUNDLE = "studio.bcm.ui.sentences";
    private static final ResourceBundle.Control NO_FALLBACK =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);
    private static final Pattern PLACE = Pattern.compile("\\{(\\d)}");
    private static final String JOINED = "; ";
    /** Sentences hold reasons, which may hold reasons of their own. */
    private static final int DEEPEST = 4;

    /** A sentence with places for what varies; {@code places} are their numbers in the order of the English words. */
    private record Form(String key, Pattern pattern, List<Integer> places, int letters) {
        static Form of(String key, String english) {
            StringBuilder regex = new StringBuilder();
            List<Integer> places = new ArrayList<>();
            Matcher m = PLACE.matcher(english);
            int from = 0;
            while (m.find()) {
                regex.append(Pattern.quote(english.substring(from, m.start()))).append("(.+?)");
                places.add(Integer.valueOf(m.group(1)));
                from = m.end();
            }
            regex.append(Pattern.quote(english.substring(from)));
            return new Form(key, Pattern.compile(regex.toString(), Pattern.DOTALL), List.copyOf(places), PLACE.matcher(english).replaceAll("").length());
        }
    }

    /** The most specific first. */
    private static final List<Form> FORMS = read();

    private Sentences() {
    }

    private static List<Form> read() {
        ResourceBundle english = ResourceBundle.getBundle(BUNDLE, Locale.ROOT, NO_FALLBACK);
        return english.keySet().stream().map(key -> Form.of(key, english.getString(key)))
                .sorted(Comparator.comparingInt(Form::letters).reversed().thenComparing(Form::key)).toList();
    }

    /** A sentence of the runtime in the language that the window has; null stays null. */
    public static String translate(String english) {
        if (english == null || Texts.locale().getLanguage().equals(Locale.ENGLISH.getLanguage())) {
            return english;
        }
        return translate(english, ResourceBundle.getBundle(BUNDLE, Texts.locale(), NO_FALLBACK), 0);
    }

    private static String translate(String english, ResourceBundle words, int depth) {
        if (depth == DEEPEST) {
            return english;
        }
        for (Form form : FORMS) {
            Matcher m = form.pattern().matcher(english);
            if (m.matches()) {
                return say(words.getString(form.key()), form, m, words, depth);
            }
        }
        return english.contains(JOINED)
                ? Stream.of(english.split(JOINED)).map(part -> translate(part, words, depth + 1)).collect(Collectors.joining(JOINED))
                : english;
    }

    private static String say(String sentence, Form form, Matcher said, ResourceBundle words, int depth) {
        return PLACE.matcher(sentence).replaceAll(place -> {
            int group = form.places().indexOf(Integer.valueOf(place.group(1))) + 1;
            return Matcher.quoteReplacement(translate(said.group(group), words, depth + 1));
        });
    }

    /** Whether the window knows the sentence. */
    static boolean knows(String english) {
        return FORMS.stream().anyMatch(f -> f.pattern().matcher(english).matches());
    }
}
