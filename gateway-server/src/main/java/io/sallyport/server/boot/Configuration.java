package io.sallyport.server.boot;

import io.sallyport.config.ConfigReader;
import io.sallyport.config.ConfigResult;
import io.sallyport.config.GatewayConfig;
import io.sallyport.config.Problem;
import io.sallyport.config.SourceMap;
import io.sallyport.server.listen.TlsSettings;
import java.nio.file.Path;
import java.util.List;

/**
 * A configuration with the files that it names: all that can be known to be right before anything is started.
 *
 * @param tls its certificates and keys, read
 */
public record Configuration(GatewayConfig config, TlsSettings tls) {

    /** What reading a file has come to. */
    public sealed interface Loading {
        record Loaded(Configuration configuration) implements Loading {}

        /** All that is wrong, top to bottom. */
        record Failed(List<Problem> problems) implements Loading {}
    }

    /** Reads {@code file} and what it names. */
    public static Loading load(Path file) {
        return switch (ConfigReader.read(file)) {
            case ConfigResult.Invalid(List<Problem> problems) -> new Loading.Failed(problems);
            case ConfigResult.Valid(GatewayConfig config, SourceMap sources) ->
                switch (TlsSettings.load(config.tls(), sources)) {
                    case TlsSettings.Loading.Failed(List<Problem> problems) -> new Loading.Failed(problems);
                    case TlsSettings.Loading.Loaded(TlsSettings tls) ->
                        new Loading.Loaded(new Configuration(config, tls));
                };
        };
    }
}
