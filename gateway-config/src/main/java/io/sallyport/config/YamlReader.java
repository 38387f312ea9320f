package io.sallyport.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Turns YAML 1.2 into a {@link Yaml} tree whose depth and size are bounded, aliases included.
 *
 * <p>Reads events, not the library's nodes: its composer recurses as deep as the file nests, and its scanner needs half a
 * minute for a million opening brackets. Whoever pulls events can stop at the first that is too much.
 */
final class YamlReader {
    /** Of nesting; the deepest key that exists is at 5. */
    static final int MAX_DEPTH = 32;

    /** Values in the file once every alias is replaced by what it stands for. */
    static final int MAX_VALUES = 100_000;

    private static final String WELL_FORMED = "YAML 1.2";
    private static final LoadSettings SETTINGS =
            LoadSettings.builder().setCodePointLimit(SourceText.MAX_BYTES).build();

    private final Iterator<Event> events;
    private final Map<Anchor, Yaml> anchors = new HashMap<>();

    private YamlReader(String text) {
        this.events = new ParserImpl(SETTINGS, new StreamReader(SETTINGS, text));
    }

    static Yaml read(String text) throws Unreadable {
        try {
            return new YamlReader(text).onlyDocument();
        } catch (MarkedYamlEngineException e) {
            throw new Unreadable(position(e.getProblemMark().or(e::getContextMark)), describe(e), WELL_FORMED);
        } catch (YamlEngineException e) {
            throw new Unreadable(
                    Position.START, "broken YAML (" + Found.message(String.valueOf(e.getMessage())) + ")", WELL_FORMED);
        }
    }

    private Yaml onlyDocument() throws Unreadable {
        events.next(); // the stream starts
        if (events.next().getEventId() == Event.ID.StreamEnd) {
            throw new Unreadable(Position.START, "an empty file", "a configuration");
        }
        Yaml root = value(events.next(), 1);
        events.next(); // the document ends
        Event next = events.next();
        if (next.getEventId() != Event.ID.StreamEnd) {
            throw new Unreadable(position(next), "a second document", "one document in the file");
        }
        return root;
    }

    private Yaml value(Event event, int depth) throws Unreadable {
        if (depth > MAX_DEPTH) {
            throw new Unreadable(position(event), "a value inside " + MAX_DEPTH + " others", "less nesting");
        }
        return switch (event) {
            case AliasEvent alias -> target(alias);
            case ScalarEvent scalar -> anchored(scalar, scalar(scalar));
            case SequenceStartEvent start -> anchored(start, sequence(start, depth));
            case MappingStartEvent start -> anchored(start, mapping(start, depth));
            default -> throw new AssertionError("not the start of a value: " + event);
        };
    }

    private Yaml.Scalar scalar(ScalarEvent event) throws Unreadable {
        refuseTag(event, event.getTag());
        Yaml.Type type = event.isPlain() ? Yaml.Type.ofPlain(event.getValue()) : Yaml.Type.TEXT;
        return new Yaml.Scalar(position(event), type, event.getValue());
    }

    private Yaml.Sequence sequence(SequenceStartEvent start, int depth) throws Unreadable {
        refuseTag(start, start.getTag());
        List<Yaml> items = new ArrayList<>();
        int size = 1;
        Event event = events.next();
        while (event.getEventId() != Event.ID.SequenceEnd) {
            Yaml item = value(event, depth + 1);
            size = grown(size, item, event);
            items.add(item);
            event = events.next();
        }
        return new Yaml.Sequence(position(start), items, size);
    }

    private Yaml.Mapping mapping(MappingStartEvent start, int depth) throws Unreadable {
        refuseTag(start, start.getTag());
        List<Yaml.Entry> entries = new ArrayList<>();
        int size = 1;
        Event event = events.next();
        while (event.getEventId() != Event.ID.MappingEnd) {
            if (!(value(event, depth + 1) instanceof Yaml.Scalar key)) {
                throw new Unreadable(position(event), "a list or section as a key", "a word");
            }
            Event second = events.next();
            Yaml value = value(second, depth + 1);
            size = grown(size, value, second);
            entries.add(new Yaml.Entry(position(event), key.text(), value));
            event = events.next();
        }
        return new Yaml.Mapping(position(start), entries, size);
    }

    private static int grown(int size, Yaml part, Event event) throws Unreadable {
        int sum = size + part.size(); // neither is more than MAX_VALUES, so this cannot overflow
        if (sum > MAX_VALUES) {
            throw new Unreadable(
                    position(event), "more than " + MAX_VALUES + " values, aliases counted in full", "a smaller file");
        }
        return sum;
    }

    private Yaml anchored(NodeEvent event, Yaml value) {
        event.getAnchor().ifPresent(anchor -> anchors.put(anchor, value));
        return value;
    }

    /** An anchor is known from the end of its value on, so nothing can contain itself. */
    private Yaml target(AliasEvent event) throws Unreadable {
        Yaml value = anchors.get(event.getAlias());
        if (value == null) {
            String name = Found.plain(event.getAlias().getValue());
            throw new Unreadable(position(event), "the alias *" + name, "a value marked &" + name + " above it");
        }
        return value;
    }

    private static void refuseTag(Event event, Optional<String> tag) throws Unreadable {
        if (tag.isPresent()) {
            throw new Unreadable(position(event), "the tag " + Found.plain(tag.get()), "a value without a tag");
        }
    }

    private static String describe(MarkedYamlEngineException e) {
        StringBuilder text = new StringBuilder("broken YAML (").append(Found.message(e.getProblem()));
        if (e.getContext() != null) {
            text.append(", ").append(Found.message(e.getContext()));
            e.getContextMark().ifPresent(mark -> text.append(" that starts at ").append(position(Optional.of(mark))));
        }
        return text.append(')').toString();
    }

    private static Position position(Event event) {
        return position(event.getStartMark());
    }

    /** The library counts from 0. */
    private static Position position(Optional<Mark> mark) {
        return mark.map(m -> new Position(m.getLine() + 1, m.getColumn() + 1)).orElse(Position.START);
    }
}
