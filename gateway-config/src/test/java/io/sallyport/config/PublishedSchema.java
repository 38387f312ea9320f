package io.sallyport.config;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code conf/sallyport.schema.json}, asked what it says. */
final class PublishedSchema {
    static final Path CONF = Path.of("../conf");
    static final Path FILE = CONF.resolve("sallyport.schema.json");

    /** Stands for a name that the operator chooses, where the schema has {@code additionalProperties}. */
    static final String CHOSEN_NAME = "office";

    private final JsonNode root = JsonMapper.shared().readTree(text(FILE));
    private final Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(text(FILE), InputFormat.JSON);

    /** What an editor would underline in {@code yaml}. */
    List<String> problems(String yaml) {
        return schema.validate(tree(yaml)).stream().map(Error::toString).toList();
    }

    /** The file as other readers of YAML 1.2 see it: not by our own tree, and with aliases followed. */
    static JsonNode tree(String yaml) {
        LoadSettings settings =
                LoadSettings.builder().setSchema(new CoreSchema()).build();
        return JsonMapper.shared().valueToTree(new Load(settings).loadFromString(yaml));
    }

    /** The keys of every section, by its path; {@code ""} is the whole file. */
    SortedMap<String, SortedSet<String>> keysBySection() {
        SortedMap<String, SortedSet<String>> keys = new TreeMap<>();
        walk("", root, (path, node) -> {
            if (node.has("properties")) {
                keys.put(path, new TreeSet<>(node.get("properties").propertyNames()));
            }
        });
        return keys;
    }

    /** The defaults that the schema states, by key. */
    SortedMap<String, JsonNode> defaults() {
        SortedMap<String, JsonNode> defaults = new TreeMap<>();
        walk("", root, (path, node) -> {
            if (node.has("default")) {
                defaults.put(path, node.get("default"));
            }
        });
        return defaults;
    }

    private void walk(String path, JsonNode node, BiConsumer<String, JsonNode> visitor) {
        visitor.accept(path, node);
        if (node.has("$ref")) {
            walk(path, root.at(node.get("$ref").asString().substring(1)), visitor);
            return;
        }
        String prefix = path.isEmpty() ? "" : path + ".";
        for (Map.Entry<String, JsonNode> property : node.path("properties").properties()) {
            walk(prefix + property.getKey(), property.getValue(), visitor);
        }
        if (node.path("additionalProperties").isObject()) {
            walk(prefix + CHOSEN_NAME, node.get("additionalProperties"), visitor);
        }
        if (node.path("items").isObject()) {
            walk(path + "[0]", node.get("items"), visitor);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
