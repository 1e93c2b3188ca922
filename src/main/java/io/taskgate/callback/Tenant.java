package io.taskgate.callback;

/// Whose callbacks these are: part of every id, so that tenants who share a table never meet.
public record Tenant(String name) {}
