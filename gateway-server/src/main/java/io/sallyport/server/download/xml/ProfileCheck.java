package io.sallyport.server.download.xml;

import io.sallyport.config.Position;
import io.sallyport.config.Problem;
import io.sallyport.server.xml.BoundedXmlReader;
import io.sallyport.server.xml.BoundedXmlReader.Bounds;
import jakarta.xml.bind.JAXBContext;
import jakarta.xml.bind.JAXBException;
import jakarta.xml.bind.Unmarshaller;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads an AnyConnect profile as its author would like it read: every mistake with its place. First element by element against
 * {@link ProfileElement}, then what the elements say together.
 *
 * <p>Confined to one thread.
 */
public final class ProfileCheck {
    private static final Bounds BOUNDS = new Bounds(32, 20_000, 64, 64 * 1024);
    private static final JAXBContext CONTEXT = context();
    private static final int LONGEST_SHOWN = 80;

    /** An element that is open. */
    private record Open(String path, Position at, @Nullable ProfileElement allowed, StringBuilder text) {}

    private final Path file;
    private final DocumentText text;
    private final List<Problem> mistakes = new ArrayList<>();
    private final List<Problem> unknown = new ArrayList<>();
    private final List<Open> open = new ArrayList<>();

    private ProfileCheck(Path file, String document) {
        this.file = file;
        this.text = new DocumentText(document);
    }

    /** @param file only named in what is found */
    public static ProfileFindings of(Path file, byte[] bytes) {
        String document;
        try {
            document = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return unusable(new Problem(file, new Position(1, 1), "(file)", "bytes that are no UTF-8", "XML in UTF-8"));
        }
        document = document.startsWith("\uFEFF") ? document.substring(1) : document;
        ProfileCheck check = new ProfileCheck(file, document);
        try {
            if (check.elements(BoundedXmlReader.of(document, BOUNDS))) {
                check.servers(BoundedXmlReader.of(document, BOUNDS));
            }
            return new ProfileFindings(Optional.empty(), check.mistakes, check.unknown);
        } catch (XMLStreamException e) {
            return unusable(check.notWellFormed(e));
        } catch (JAXBException e) {
            throw new IllegalStateException("a profile that has just been read: " + file, e);
        }
    }

    private static ProfileFindings unusable(Problem problem) {
        return new ProfileFindings(Optional.of(problem), List.of(), List.of());
    }

    private Problem notWellFormed(XMLStreamException e) {
        Position at = e.getLocation() == null
                ? text.find(BoundedXmlReader.DOCTYPE)
                : text.position(e.getLocation().getLineNumber(), e.getLocation().getColumnNumber());
        String message = String.valueOf(e.getMessage());
        String reason = message.substring(message.indexOf("Message: ") < 0 ? 0 : message.indexOf("Message: ") + 9);
        return new Problem(file, at, "(file)", shown(reason), "well-formed XML without a document type");
    }

    // ---- element by element

    /** @return whether it is a profile at all */
    private boolean elements(XMLStreamReader reader) throws XMLStreamException {
        boolean profile = true;
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamReader.START_ELEMENT -> {
                    if (open.isEmpty()) {
                        profile = root(reader);
                    } else {
                        child(reader, open.getLast());
                    }
                }
                case XMLStreamReader.CHARACTERS, XMLStreamReader.CDATA ->
                    open.getLast().text.append(reader.getText());
                case XMLStreamReader.END_ELEMENT -> end(open.removeLast());
                default -> {
                    // Comments and white space say nothing here.
                }
            }
        }
        return profile;
    }

    private boolean root(XMLStreamReader reader) {
        boolean known = reader.getLocalName().equals("AnyConnectProfile")
                && ProfileDocument.NAMESPACE.equals(reader.getNamespaceURI());
        Position at = at(reader);
        if (!known) {
            String namespace = reader.getNamespaceURI() == null ? "no namespace" : reader.getNamespaceURI();
            mistakes.add(new Problem(
                    file,
                    at,
                    shown(reader.getLocalName()),
                    "this root in " + shown(namespace),
                    "AnyConnectProfile in " + ProfileDocument.NAMESPACE));
        }
        open.add(new Open(reader.getLocalName(), at, known ? ProfileElement.PROFILE : null, new StringBuilder()));
        return known;
    }

    private void child(XMLStreamReader reader, Open parent) {
        String name = reader.getLocalName();
        Position at = at(reader);
        String path = parent.path + "." + name;
        ProfileElement allowed = parent.allowed == null || parent.allowed.isOpen()
                ? null
                : parent.allowed.children().get(name);
        if (allowed == null && parent.allowed != null && !parent.allowed.isOpen()) {
            unknown.add(new Problem(
                    file, at, shown(path), "an element that this version does not know", "one that clients know"));
        }
        String controllable = reader.getAttributeValue(null, "UserControllable");
        if (controllable != null && !controllable.equals("true") && !controllable.equals("false")) {
            mistakes.add(new Problem(
                    file, at, shown(path + "[UserControllable]"), '"' + shown(controllable) + '"', "true or false"));
        }
        open.add(new Open(path, at, allowed, new StringBuilder()));
    }

    private void end(Open element) {
        if (element.allowed != null) {
            String value = element.text.toString().strip();
            element.allowed
                    .value()
                    .objection(value)
                    .ifPresent(expected -> mistakes.add(
                            new Problem(file, element.at, shown(element.path), '"' + shown(value) + '"', expected)));
        }
    }

    private Position at(XMLStreamReader reader) {
        return text.tagBefore(
                reader.getLocation().getLineNumber(), reader.getLocation().getColumnNumber());
    }

    // ---- what they say together

    private void servers(XMLStreamReader reader) throws JAXBException {
        IdentityHashMap<Object, Position> places = new IdentityHashMap<>();
        Unmarshaller unmarshaller = CONTEXT.createUnmarshaller();
        unmarshaller.setListener(new Unmarshaller.Listener() {
            @Override
            public void beforeUnmarshal(Object target, @Nullable Object parent) {
                places.put(target, at(reader));
            }
        });
        ProfileDocument document = (ProfileDocument) unmarshaller.unmarshal(reader);
        if (document.serverList == null) {
            return; // a profile may hold settings only
        }
        Map<String, Position> names = new HashMap<>();
        for (ProfileDocument.HostEntry entry : document.serverList.entries) {
            Position at = places.getOrDefault(entry, new Position(1, 1));
            required(at, "HostName", entry.hostName);
            required(at, "HostAddress", entry.hostAddress);
            if (entry.hostName != null) {
                Position first = names.putIfAbsent(entry.hostName.strip(), at);
                if (first != null) {
                    mistakes.add(new Problem(
                            file,
                            at,
                            "AnyConnectProfile.ServerList.HostEntry.HostName",
                            '"' + shown(entry.hostName.strip()) + "\" a second time",
                            "a name of its own (first at " + first + ")"));
                }
            }
        }
    }

    private void required(Position at, String name, @Nullable String value) {
        if (value == null || value.isBlank()) {
            mistakes.add(new Problem(
                    file,
                    at,
                    "AnyConnectProfile.ServerList.HostEntry." + name,
                    "nothing",
                    "the " + name + " of a gateway"));
        }
    }

    /** On one line, short, printable. */
    private static String shown(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "…";
    }

    private static JAXBContext context() {
        try {
            return JAXBContext.newInstance(ProfileDocument.class);
        } catch (JAXBException e) {
            throw new AssertionError("the annotations are fixed", e);
        }
    }
}
