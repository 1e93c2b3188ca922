package io.taskgate;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Parser;
import com.jayway.jsonpath.internal.function.json.Append;
import com.jayway.jsonpath.internal.function.json.KeySetFunction;
import com.jayway.jsonpath.internal.function.numeric.Average;
import com.jayway.jsonpath.internal.function.numeric.Max;
import com.jayway.jsonpath.internal.function.numeric.Min;
import com.jayway.jsonpath.internal.function.numeric.StandardDeviation;
import com.jayway.jsonpath.internal.function.numeric.Sum;
import com.jayway.jsonpath.internal.function.sequence.First;
import com.jayway.jsonpath.internal.function.sequence.Index;
import com.jayway.jsonpath.internal.function.sequence.Last;
import com.jayway.jsonpath.internal.function.text.Concatenate;
import com.jayway.jsonpath.internal.function.text.Length;
import io.quarkus.runtime.annotations.RegisterForReflection;

/// Registers the classes that the shape languages look up by name, for the native image.
@RegisterForReflection(
        targets = {
            Functions.class,
            Jsonata.class,
            Jsonata.JFunction.class,
            Parser.Symbol.class,
            Append.class,
            KeySetFunction.class,
            Average.class,
            Max.class,
            Min.class,
            StandardDeviation.class,
            Sum.class,
            First.class,
            Index.class,
            Last.class,
            Concatenate.class,
            Length.class
        })
final class NativeHints {

    private NativeHints() {}
}
