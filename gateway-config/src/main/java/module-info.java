/**
 * The configuration as values: records, units, and every problem with its file, line and column.
 *
 * <p>Opens no socket and knows no default that another module could contradict.
 */
@org.jspecify.annotations.NullMarked
module io.sallyport.config {
    requires static transitive org.jspecify;
    requires org.snakeyaml.engine;

    exports io.sallyport.config;
}
