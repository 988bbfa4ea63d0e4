// Grafana's unit names: a kind and its units a line, each name=mark*factor, where the mark is the name and the factor 1 unless
// they are given. The server has the same lines in src/OpsPortal/Ui/UnitCatalogue.cs; a test compares them.
const lines = `
plain none string locale percent=% percentunit=%*100 humidity=%H dB pixel=px degree=° radian=rad grad arcmin arcsec
plain accMS2=m/s² accFS2=ft/s² accG=g areaM2=m² areaF2=ft² areaMI2=mi² acres=ac hectares=ha
plain ppm conppb=ppb conngm3=ng/m³ conngNm3=ng/Nm³ conμgm3=μg/m³ conμgNm3=μg/Nm³ conmgm3=mg/m³ conmgNm3=mg/Nm³ congm3=g/m³ congNm3=g/Nm³ conmgdL=mg/dL conmmolL=mmol/L
plain dBm lux=lx rotrpm=rpm Wm2=W/m² watthperkg=Wh/kg flowgpm=gpm flowcms=m³/s flowcfs=ft³/s flowcfm=ft³/min litreh=L/h flowlpm=L/min flowmlpm=mL/min
plain massmg=mg masslb=lb masst=t lengthmm=mm lengthin=in lengthft=ft lengthmi=mi forceNm=N·m forcekNm=kN·m
plain pressurembar=mbar pressurebar=bar pressurekbar=kbar pressurehpa=hPa pressurehg=inHg pressurepsi=psi
plain radrad=rad radsvh=Sv/h radmsvh=mSv/h radusvh=µSv/h radrem=rem radexpckg=C/kg radr=R rotrads=rad/s rotdegs=°/s
plain velocityms=m/s velocitykmh=km/h velocitymph=mph velocityknot=kn mlitre=mL m3=m³ Nm3=Nm³ dm3=dm³ gallons=gal
heat celsius=°C fahrenheit=°F kelvin=K
si sishort watt=W kwatt=W*1e3 megwatt=W*1e6 gwatt=W*1e9 mwatt=W*1e-3 voltamp=VA kvoltamp=VA*1e3 voltampreact=VAr kvoltampreact=VAr*1e3
si watth=Wh kwatth=Wh*1e3 mwatth=Wh*1e6 kwattm=W·min*1e3 amph=Ah kamph=Ah*1e3 mamph=Ah*1e-3 joule=J ev=eV amp=A kamp=A*1e3 mamp=A*1e-3 volt=V kvolt=V*1e3 mvolt=V*1e-3
si ohm=Ω mohm=Ω*1e-3 kohm=Ω*1e3 Mohm=Ω*1e6 farad=F µfarad=F*1e-6 nfarad=F*1e-9 pfarad=F*1e-12 ffarad=F*1e-15 henry=H mhenry=H*1e-3 µhenry=H*1e-6
si massg=g masskg=g*1e3 lengthm=m lengthkm=m*1e3 forceN=N forcekN=N*1e3 pressurepa=Pa pressurekpa=Pa*1e3 litre=L radbq=Bq radci=Ci radgy=Gy radsv=Sv radmsv=Sv*1e-3 radusv=Sv*1e-6
si hertz=Hz rothz=Hz rotkhz=Hz*1e3 rotmhz=Hz*1e6 rotghz=Hz*1e9 candela=cd lumens=lm
dec flops=FLOPS mflops=FLOPS*1e6 gflops=FLOPS*1e9 tflops=FLOPS*1e12 pflops=FLOPS*1e15 eflops=FLOPS*1e18 zflops=FLOPS*1e21 yflops=FLOPS*1e24
dec Hs=H/s KHs=H/s*1e3 MHs=H/s*1e6 GHs=H/s*1e9 THs=H/s*1e12 PHs=H/s*1e15 EHs=H/s*1e18
dec decbytes=B deckbytes=B*1e3 decmbytes=B*1e6 decgbytes=B*1e9 dectbytes=B*1e12 decpbytes=B*1e15 decbits=b
dec Bps=B/s KBs=B/s*1e3 MBs=B/s*1e6 GBs=B/s*1e9 TBs=B/s*1e12 PBs=B/s*1e15 bps=b/s Kbits=b/s*1e3 Mbits=b/s*1e6 Gbits=b/s*1e9 Tbits=b/s*1e12 Pbits=b/s*1e15 pps=p/s
bin bytes=B kbytes=B*1024 mbytes=B*1048576 gbytes=B*1073741824 tbytes=B*1099511627776 pbytes=B*1125899906842624 bits=b
bin binBps=B/s KiBs=B/s*1024 MiBs=B/s*1048576 GiBs=B/s*1073741824 TiBs=B/s*1099511627776 PiBs=B/s*1125899906842624
bin binbps=b/s Kibits=b/s*1024 Mibits=b/s*1048576 Gibits=b/s*1073741824 Tibits=b/s*1099511627776 Pibits=b/s*1125899906842624
count short reqps=req/s ops=ops/s tokps=tok/s rps=r/s wps=w/s iops=io/s cps=/s eps=events/s mps=msg/s recps=rec/s rowsps=rows/s logps=lines/s
count cpm=/min opm=ops/min reqpm=req/min rpm=rpm wpm=w/min epm=events/min mpm=msg/min recpm=rec/min rowspm=rows/min tokens
time s ms*1e-3 µs*1e-6 ns*1e-9 m*60 h*3600 d*86400 timeticks*0.01
money currencyUSD=$ currencyGBP=£ currencyEUR=€ currencyJPY=¥ currencyRUB=₽ currencyUAH=₴ currencyBRL=R$ currencyZAR=R currencyINR=₹ currencyKRW=₩ currencyIDR=Rp currencyVND=₫ currencyTRY=₺ currencyMYR=RM currencyPYG=₲ currencyILS=₪ currencyBTC=₿
coin currencyDKK=kr currencyISK=kr currencyNOK=kr currencySEK=kr currencyCZK=Kč currencyCHF=CHF currencyPLN=zł currencymBTC=mBTC currencyμBTC=μBTC currencyPHP=PHP currencyXPF=XPF currencyBGN=BGN currencyUYU=UYU
`;

const bare = new Set(["none", "string", "locale", "short", "sishort"]);

/** Name to {kind, mark, factor}. */
export const catalogue = new Map(lines.trim().split("\n").flatMap(line => {
  const [kind, ...units] = line.split(" ");
  return units.map(unit => {
    const [, name, mark, factor] = /^([^=*]+)(?:=([^*]*))?(?:\*(.+))?$/.exec(unit);
    return [name, { kind, mark: mark ?? (bare.has(name) ? "" : name), factor: Number(factor ?? 1) }];
  });
}));

/** µ is written with two different characters. */
export const unitNamed = name => catalogue.get(name) ?? catalogue.get(name.replace("μ", "µ")) ?? catalogue.get(name.replace("µ", "μ"));
