package io.taskgate.runtime;

import jakarta.inject.Qualifier;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The machine's own clock, right or wrong. Only what measures it asks for it: all others take the `Clock`
/// bean, which is corrected ([CorrectedClock]).
@Qualifier @Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.PARAMETER})
public @interface MachineClock {}
