using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Text.RegularExpressions;

namespace ActorTls.Actors.Tests.Layering;

/// <summary>
/// Which types name which, as the metadata and the IL of a built assembly have it. The compiler has resolved every name there, so that
/// no way to write one escapes. A nested type counts as the type that it is declared in. What is compiled away is not seen: constants,
/// <c>nameof</c> and comments.
/// </summary>
internal sealed partial class TypeDependencies
{
    private readonly PEReader _assembly;
    private readonly MetadataReader _metadata;
    private readonly NamedTypes _named;
    private readonly HashSet<string> _types = [];
    private readonly HashSet<(string From, string To)> _pairs = [];
    private string _from = "";

    private TypeDependencies(PEReader assembly)
    {
        _assembly = assembly;
        _metadata = assembly.GetMetadataReader();
        _named = new NamedTypes(handle => _pairs.Add((_from, NameOf(handle))));
        foreach (var type in _metadata.TypeDefinitions) ReadType(type);
        _pairs.RemoveWhere(pair => pair.From == pair.To);
    }

    /// <summary>The full names of the assembly's types, without nested ones.</summary>
    public IReadOnlySet<string> Types => _types;

    /// <summary>Pairs of full names: a type of the assembly, and a type that it names, of any assembly.</summary>
    public IReadOnlySet<(string From, string To)> Pairs => _pairs;

    /// <param name="path">The file of an assembly.</param>
    public static TypeDependencies Read(string path)
    {
        using var assembly = new PEReader(File.OpenRead(path));
        return new TypeDependencies(assembly);
    }

    private void ReadType(TypeDefinitionHandle handle)
    {
        _from = NameOf(handle);
        _types.Add(_from);
        var type = _metadata.GetTypeDefinition(handle);
        Add(type.BaseType);
        ReadAttributes(type.GetCustomAttributes());
        ReadGenericParameters(type.GetGenericParameters());
        foreach (var each in type.GetInterfaceImplementations())
        {
            var implementation = _metadata.GetInterfaceImplementation(each);
            Add(implementation.Interface);
            ReadAttributes(implementation.GetCustomAttributes());
        }
        foreach (var each in type.GetMethodImplementations()) Add(_metadata.GetMethodImplementation(each).MethodDeclaration);
        foreach (var each in type.GetFields())
        {
            var field = _metadata.GetFieldDefinition(each);
            field.DecodeSignature(_named, null);
            ReadAttributes(field.GetCustomAttributes());
        }
        foreach (var each in type.GetProperties())
        {
            var property = _metadata.GetPropertyDefinition(each);
            property.DecodeSignature(_named, null);
            ReadAttributes(property.GetCustomAttributes());
        }
        foreach (var each in type.GetEvents())
        {
            var definition = _metadata.GetEventDefinition(each);
            Add(definition.Type);
            ReadAttributes(definition.GetCustomAttributes());
        }
        foreach (var each in type.GetMethods()) ReadMethod(_metadata.GetMethodDefinition(each));
    }

    private void ReadMethod(MethodDefinition method)
    {
        method.DecodeSignature(_named, null);
        ReadAttributes(method.GetCustomAttributes());
        ReadGenericParameters(method.GetGenericParameters());
        foreach (var each in method.GetParameters()) ReadAttributes(_metadata.GetParameter(each).GetCustomAttributes());
        if (method.RelativeVirtualAddress == 0) return;

        var body = _assembly.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil) _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_named, null);
        foreach (var region in body.ExceptionRegions) Add(region.CatchType);
        foreach (var token in IlTokens.Read(body.GetILReader())) Add(token);
    }

    private void ReadGenericParameters(GenericParameterHandleCollection parameters)
    {
        foreach (var each in parameters)
        {
            var parameter = _metadata.GetGenericParameter(each);
            ReadAttributes(parameter.GetCustomAttributes());
            foreach (var constraint in parameter.GetConstraints()) Add(_metadata.GetGenericParameterConstraint(constraint).Type);
        }
    }

    private void ReadAttributes(CustomAttributeHandleCollection attributes)
    {
        foreach (var each in attributes)
        {
            var attribute = _metadata.GetCustomAttribute(each);
            Add(attribute.Constructor);

            // An argument that is a type is written as its full name.
            var arguments = Encoding.UTF8.GetString(_metadata.GetBlobBytes(attribute.Value));
            foreach (Match name in OwnNames().Matches(arguments)) _pairs.Add((_from, name.Groups["outermost"].Value));
        }
    }

    /// <summary>Adds whatever types a token stands for: one, or those of a member, its owner and its signature.</summary>
    private void Add(EntityHandle handle)
    {
        if (handle.IsNil) return;
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition or HandleKind.TypeReference:
                _pairs.Add((_from, NameOf(handle)));
                break;
            case HandleKind.TypeSpecification:
                _metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(_named, null);
                break;
            case HandleKind.MethodDefinition:
                var method = _metadata.GetMethodDefinition((MethodDefinitionHandle)handle);
                Add(method.GetDeclaringType());
                method.DecodeSignature(_named, null);
                break;
            case HandleKind.FieldDefinition:
                var field = _metadata.GetFieldDefinition((FieldDefinitionHandle)handle);
                Add(field.GetDeclaringType());
                field.DecodeSignature(_named, null);
                break;
            case HandleKind.MethodSpecification:
                var specification = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                Add(specification.Method);
                specification.DecodeSignature(_named, null);
                break;
            case HandleKind.MemberReference:
                var member = _metadata.GetMemberReference((MemberReferenceHandle)handle);
                Add(member.Parent);
                if (member.GetKind() == MemberReferenceKind.Field) member.DecodeFieldSignature(_named, null);
                else member.DecodeMethodSignature(_named, null);
                break;
            case HandleKind.StandaloneSignature:
                _metadata.GetStandaloneSignature((StandaloneSignatureHandle)handle).DecodeMethodSignature(_named, null);
                break;
            default:
                throw new BadImageFormatException($"A token of kind {handle.Kind} was not expected.");
        }
    }

    /// <summary>The full name of the outermost type that a type is declared in, without the number of type parameters.</summary>
    private string NameOf(EntityHandle handle)
    {
        var (space, name) = handle.Kind == HandleKind.TypeDefinition
            ? NameOf(_metadata.GetTypeDefinition((TypeDefinitionHandle)handle))
            : NameOf(_metadata.GetTypeReference((TypeReferenceHandle)handle));
        var full = space.Length == 0 ? name : $"{space}.{name}";
        return full.Split('`')[0];
    }

    private (string Namespace, string Name) NameOf(TypeDefinition type)
    {
        while (!type.GetDeclaringType().IsNil) type = _metadata.GetTypeDefinition(type.GetDeclaringType());
        return (_metadata.GetString(type.Namespace), _metadata.GetString(type.Name));
    }

    private (string Namespace, string Name) NameOf(TypeReference type)
    {
        while (type.ResolutionScope.Kind == HandleKind.TypeReference)
            type = _metadata.GetTypeReference((TypeReferenceHandle)type.ResolutionScope);
        return (_metadata.GetString(type.Namespace), _metadata.GetString(type.Name));
    }

    [GeneratedRegex(@"(?<outermost>\bActorTls(?:\.\w+)+)")]
    private static partial Regex OwnNames();
}
