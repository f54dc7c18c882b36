"""What an archived report needs beside WeasyPrint's PDF/A-3b: that it is tagged too, and how files relate to it."""

from __future__ import annotations

from typing import Any

from cxassess.exporters.embedded import RELATIONS

VARIANT = "pdf/a-3b"
_UA = "http://www.aiim.org/pdfua/ns/id/"
_SCHEMA = f"""<rdf:Description rdf:about="" xmlns:pdfuaid="{_UA}" pdfuaid:part="1" />
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA</pdfaSchema:schema>
<pdfaSchema:namespaceURI>{_UA}</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


def relate(pdf: Any) -> None:
    """Say what each attached file is to the report (ISO 19005-3, 6.8)."""
    import pydyf

    files: list[Any] = [
        item for item in pdf.objects if isinstance(item, dict) and item.get("Type") == "/Filespec"
    ]
    for item in files:
        item["AFRelationship"] = "/" + RELATIONS[item["UF"].string]
    if files:
        pdf.catalog["AF"] = pydyf.Array([item.reference for item in files])


def declare_accessible(pdf: Any) -> None:
    """Name PDF/UA-1 beside PDF/A in the metadata, with the schema that PDF/A asks for."""
    stream = pdf.objects[int(bytes(pdf.catalog["Metadata"]).split()[0])]
    end = b"</rdf:RDF>"
    stream.stream = [part.replace(end, _SCHEMA.encode() + end) for part in stream.stream]
    stream.compress = False
