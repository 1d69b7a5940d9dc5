namespace ActorTls.Configuration.Hocon;

/// <summary>
/// Turns merged expressions into values. A field is resolved when it is first asked for, and an object without its
/// fields, so <c>a { b = 1, c = ${a.b} }</c> is no cycle. A substitution that leads to the very field it stands in, or
/// into it, sees the value which that field had before.
/// </summary>
internal sealed class HoconResolver(
    ObjectPiece root, Func<string, string?> environment, HoconWork work, ConfigurationReport report)
{
    private const int DeepestNesting = 256;
    private const int MostProblems = 100;

    private readonly LazyObject _root = Overlay(null, root);
    private int _depth;
    private int _problems;

    /// <summary>The whole tree. Problems are in the report. Throws <see cref="HoconLimitException"/>.</summary>
    public HoconObject Resolve() => (HoconObject)Expand(_root)!;

    private HoconValue? Expand(LazyValue value)
    {
        work.Take(1, value.Position);
        if (value is LazyText text) return new HoconScalar(text.Position, text.Text, text.IsNull);
        if (value.IsBeingExpanded)
        {
            Problem(value.Position, "", null, "contains itself by a substitution");
            return null;
        }
        Enter(value.Position);
        value.IsBeingExpanded = true;
        HoconValue result = value is LazyList list ? ExpandList(list) : ExpandObject((LazyObject)value);
        value.IsBeingExpanded = false;
        _depth--;
        return result;
    }

    private HoconList ExpandList(LazyList list)
    {
        var elements = new List<HoconValue>(list.Elements.Count);
        foreach (var element in list.Elements)
        {
            if (Evaluate(element.Expression, element.Context, isElement: true) is { } value && Expand(value) is { } expanded)
                elements.Add(expanded);
        }
        return new HoconList(list.Position, elements);
    }

    private HoconObject ExpandObject(LazyObject value)
    {
        var fields = new OrderedDictionary<string, HoconField>(value.Fields.Count, StringComparer.Ordinal);
        foreach (var (key, field) in value.Fields)
        {
            if (ValueOf(field, field.KeyPosition) is { } defined && Expand(defined) is { } expanded)
                fields.Add(key, new HoconField(field.KeyPosition, expanded));
        }
        return new HoconObject(value.Position, fields);
    }

    private LazyValue? ValueOf(LazyField field, HoconPosition askedAt)
    {
        if (field.IsResolved) return field.Value;
        if (field.IsBeingResolved)
        {
            var path = field is FieldDefinition cyclic ? HoconText.JoinPath(PathOf(cyclic, out _)) : "";
            Problem(askedAt, path, null, "a cycle of substitutions: the value depends on itself");
            return new LazyText(askedAt, "", isNull: true);
        }
        Enter(askedAt);
        field.IsBeingResolved = true;
        field.Value = field is FieldDefinition definition
            ? Evaluate(definition.Expression, definition, isElement: false)
            : ValueOf((MergedField)field);
        field.IsBeingResolved = false;
        field.IsResolved = true;
        _depth--;
        return field.Value;
    }

    private LazyValue? ValueOf(MergedField field)
    {
        var upper = ValueOf(field.Upper, field.KeyPosition);
        if (upper is null) return ValueOf(field.Lower, field.KeyPosition);
        return upper is LazyObject upperObject && ValueOf(field.Lower, field.KeyPosition) is LazyObject lowerObject
            ? Merge(lowerObject, upperObject)
            : upper;
    }

    /// <summary>The value that the field has before this definition; null when undefined.</summary>
    private LazyValue? Underneath(FieldDefinition definition)
    {
        if (definition.Previous is { } previous) return ValueOf(previous, definition.KeyPosition);
        return definition.Owner?.Lower is { } lower && lower.Fields.TryGetValue(definition.Key, out var field)
            ? ValueOf(field, definition.KeyPosition)
            : null;
    }

    /// <param name="expression">The expression.</param>
    /// <param name="context">The definition that it is in; null at the root.</param>
    /// <param name="isElement">Whether it is an element of a list; else it is the whole definition.</param>
    private LazyValue? Evaluate(HoconExpression expression, FieldDefinition? context, bool isElement)
    {
        work.Take(expression.Pieces.Count, expression.Position);
        var underneath = isElement || context is null ? null : context;
        var parts = new HoconConcatenation(expression.Position, work);
        LazyObject? joined = null;
        foreach (var piece in expression.Pieces)
        {
            var value = piece switch
            {
                TextPiece text => new LazyText(text.Position, text.Text, text.IsNull),
                ListPiece list => new LazyList(list.Position, list.Elements.ConvertAll(e => new LazyElement(e, context))),
                SubstitutionPiece substitution => LookUp(substitution, context),
                PreviousValuePiece => Underneath(context!),
                _ => null,
            };
            if (piece is ObjectPiece || value is LazyObject)
            {
                joined ??= underneath is null ? null : Underneath(underneath) as LazyObject;
                joined = piece is ObjectPiece literal
                    ? LayOver(joined, literal, context, isElement)
                    : Merge(joined, (LazyObject)value!);
                value = joined;
            }
            parts.Add(piece, value);
        }
        if (parts.Conflict is { } conflict) Problem(conflict, PathText(context), null, HoconConcatenation.ConflictText);
        return parts.Result ?? (underneath is null ? null : Underneath(underneath));
    }

    private LazyObject LayOver(LazyObject? lower, ObjectPiece piece, FieldDefinition? context, bool isElement)
    {
        piece.Context = context;
        piece.IsInList = isElement;
        piece.Lower = lower;
        work.Take((lower?.Fields.Count ?? 0) + piece.Fields.Count, piece.Position);
        return Overlay(lower, piece);
    }

    // A literal object's own definitions find what is underneath them by themselves, so here the upper one just wins.
    private static LazyObject Overlay(LazyObject? lower, ObjectPiece piece)
    {
        var fields = new OrderedDictionary<string, LazyField>(StringComparer.Ordinal);
        if (lower is not null)
        {
            foreach (var (key, field) in lower.Fields) fields.Add(key, field);
        }
        foreach (var (key, field) in piece.Fields) fields[key] = field;
        return new LazyObject(piece.Position, fields);
    }

    private LazyObject Merge(LazyObject? lower, LazyObject upper)
    {
        if (lower is null || ReferenceEquals(lower, upper)) return upper;
        work.Take(lower.Fields.Count + upper.Fields.Count, upper.Position);
        var fields = new OrderedDictionary<string, LazyField>(lower.Fields, StringComparer.Ordinal);
        foreach (var (key, field) in upper.Fields)
        {
            fields[key] = lower.Fields.TryGetValue(key, out var below) && !ReferenceEquals(below, field)
                ? new MergedField(below, field)
                : field;
        }
        return new LazyObject(upper.Position, fields);
    }

    private LazyValue? LookUp(SubstitutionPiece substitution, FieldDefinition? context)
    {
        if (substitution.Prefix.Count > 0 &&
            Navigate([.. substitution.Prefix, .. substitution.Path], substitution, context) is { } relative) return relative;
        if (Navigate(substitution.Path, substitution, context) is { } value) return value;

        var variable = string.Join('.', substitution.Path);
        // What a deployment leaves empty, as "PORT=", is mostly meant as not given; who asks with ${…} gets the empty text.
        if (environment(variable) is { } text && (text.Length > 0 || !substitution.IsOptional))
        {
            work.Take(text.Length, substitution.Position);
            return new LazyText(substitution.Position, text, isNull: false);
        }
        if (!substitution.IsOptional)
        {
            Problem(
                substitution.Position, PathText(context), $"${{{HoconText.JoinPath(substitution.Path)}}}",
                "is defined neither in the configuration nor in the environment",
                "a path that has a value, or ${?…} where it may be absent");
        }
        return null;
    }

    private LazyValue? Navigate(IReadOnlyList<string> path, SubstitutionPiece substitution, FieldDefinition? context)
    {
        work.Take(path.Count, substitution.Position);
        LazyValue? current = _root;
        var next = 0;
        if (context is not null)
        {
            var own = PathOf(context, out var addressable);
            if (own.Count <= path.Count && own.SequenceEqual(path.Take(own.Count)))
            {
                current = Underneath(addressable);
                next = own.Count;
            }
        }
        for (; next < path.Count && current is not null; next++)
        {
            current = current is LazyObject fields && fields.Fields.TryGetValue(path[next], out var field)
                ? ValueOf(field, substitution.Position)
                : null;
        }
        return current;
    }

    // No path leads into a list, so what is inside one counts as part of the definition that the list is in.
    private static List<string> PathOf(FieldDefinition definition, out FieldDefinition addressable)
    {
        var keys = new List<string>();
        addressable = definition;
        for (var current = definition; current is not null; current = current.Owner!.Context)
        {
            keys.Add(current.Key);
            if (!current.Owner!.IsInList) continue;
            keys.Clear();
            addressable = current.Owner.Context!;
        }
        keys.Reverse();
        return keys;
    }

    private static string PathText(FieldDefinition? context) =>
        context is null ? "" : HoconText.JoinPath(PathOf(context, out _));

    private void Problem(HoconPosition position, string path, string? value, string problem, string? accepted = null)
    {
        report.Error(position.At(path), value, problem, accepted);
        if (++_problems >= MostProblems) throw new HoconLimitException(position, "has too many mistakes before it to go on");
    }

    private void Enter(HoconPosition position)
    {
        if (++_depth > DeepestNesting)
            throw new HoconLimitException(position, $"is nested more than {DeepestNesting} deep by substitutions");
    }
}
