using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;

namespace Samokoder.Data.Keys.Ring;

/// <summary>Its name is stored with every ring key: do not rename or move it. Data Protection creates it.</summary>
internal sealed class RingDecryptor(IServiceProvider services) : IXmlDecryptor
{
    private readonly RingCipher _cipher = services.GetRequiredService<RingCipher>();

    public XElement Decrypt(XElement encryptedElement) => _cipher.Decrypt(encryptedElement);
}
