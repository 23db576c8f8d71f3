/// What sipp plays in ``LineLoad``.
enum LineScenarios {
    /// A phone that registers, with digest. sipp knows MD5 alone and gives up at other challenges, as the phone does by whose
    /// name it goes here.
    static let registers = """
        <?xml version="1.0" encoding="UTF-8" ?>
        <scenario name="registers">
          <send retrans="500"><![CDATA[
            REGISTER sip:[remote_ip]:[remote_port] SIP/2.0
            Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch];rport
            From: <sip:[field0]@[remote_ip]>;tag=[pid]r[call_number]
            To: <sip:[field0]@[remote_ip]>
            Call-ID: [call_id]
            CSeq: 1 REGISTER
            Contact: <sip:[field0]@[local_ip]:[local_port]>
            User-Agent: baresip v1.0 (sipp)
            Max-Forwards: 70
            Expires: 3600
            Content-Length: 0

          ]]></send>
          <recv response="401" auth="true"/>
          <send retrans="500"><![CDATA[
            REGISTER sip:[remote_ip]:[remote_port] SIP/2.0
            Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch];rport
            From: <sip:[field0]@[remote_ip]>;tag=[pid]r[call_number]
            To: <sip:[field0]@[remote_ip]>
            Call-ID: [call_id]
            CSeq: 2 REGISTER
            Contact: <sip:[field0]@[local_ip]:[local_port]>
            [field1]
            User-Agent: baresip v1.0 (sipp)
            Max-Forwards: 70
            Expires: 3600
            Content-Length: 0

          ]]></send>
          <recv response="200"/>
        </scenario>

        """

    /// A phone that rings for half a second, talks and hangs up.
    static let answers = """
        <?xml version="1.0" encoding="UTF-8" ?>
        <scenario name="answers">
          <recv request="INVITE" rrs="true">
            <action>
              <ereg regexp=".*" search_in="hdr" header="From:" assign_to="hotline"/>
              <ereg regexp=".*" search_in="hdr" header="To:" assign_to="phone"/>
            </action>
          </recv>
          <send><![CDATA[
            SIP/2.0 180 Ringing
            [last_Via:]
            [last_From:]
            [last_To:];tag=[pid]a[call_number]
            [last_Call-ID:]
            [last_CSeq:]
            Contact: <sip:phone@[local_ip]:[local_port]>
            Content-Length: 0

          ]]></send>
          <pause milliseconds="500"/>
          <send retrans="500"><![CDATA[
            SIP/2.0 200 OK
            [last_Via:]
            [last_From:]
            [last_To:];tag=[pid]a[call_number]
            [last_Call-ID:]
            [last_CSeq:]
            Contact: <sip:phone@[local_ip]:[local_port]>
            Content-Type: application/sdp
            Content-Length: [len]

            v=0
            o=- 1 1 IN IP4 [local_ip]
            s=-
            c=IN IP4 [media_ip]
            t=0 0
            m=audio [media_port] RTP/AVP 8
            a=sendrecv
          ]]></send>
          <recv request="ACK"/>
          <pause/>
          <send retrans="500"><![CDATA[
            BYE [next_url] SIP/2.0
            Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
            From: [$phone];tag=[pid]a[call_number]
            To: [$hotline]
            Call-ID: [call_id]
            CSeq: 1 BYE
            Max-Forwards: 70
            Content-Length: 0

          ]]></send>
          <recv response="200"/>
        </scenario>

        """

    /// A citizen who presses 0 and waits, for an hour if it must be, until the hotline hangs up.
    static let waits = """
        <?xml version="1.0" encoding="UTF-8" ?>
        <scenario name="waits in line">
          <send retrans="500"><![CDATA[
            INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
            Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
            From: <sip:1990000[call_number]@[local_ip]:[local_port]>;tag=[pid]c[call_number]
            To: <sip:[service]@[remote_ip]:[remote_port]>
            Call-ID: [call_id]
            CSeq: 1 INVITE
            Contact: <sip:citizen@[local_ip]:[local_port]>
            Max-Forwards: 70
            Content-Type: application/sdp
            Content-Length: [len]

            v=0
            o=- 1 1 IN IP4 [local_ip]
            s=-
            c=IN IP4 [media_ip]
            t=0 0
            m=audio [media_port] RTP/AVP 8
          ]]></send>
          <recv response="100" optional="true"/>
          <recv response="180" optional="true"/>
          <recv response="200" rrs="true"/>
          <send><![CDATA[
            ACK [next_url] SIP/2.0
            Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
            From: <sip:1990000[call_number]@[local_ip]:[local_port]>;tag=[pid]c[call_number]
            To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
            Call-ID: [call_id]
            CSeq: 1 ACK
            Max-Forwards: 70
            Content-Length: 0

          ]]></send>
          <pause milliseconds="500"/>
          <send retrans="500"><![CDATA[
            INFO [next_url] SIP/2.0
            Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
            From: <sip:1990000[call_number]@[local_ip]:[local_port]>;tag=[pid]c[call_number]
            To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
            Call-ID: [call_id]
            CSeq: 2 INFO
            Max-Forwards: 70
            Content-Type: application/dtmf-relay
            Content-Length: [len]

            Signal=0
            Duration=160
          ]]></send>
          <recv response="200"/>
          <recv request="BYE" timeout="3600000"/>
          <send><![CDATA[
            SIP/2.0 200 OK
            [last_Via:]
            [last_From:]
            [last_To:]
            [last_Call-ID:]
            [last_CSeq:]
            Content-Length: 0

          ]]></send>
        </scenario>

        """
}
