/** Icons by the names that manifests use; an unknown name is a plain dot, never an error. */
import {
  AlarmClock, BadgeCheck, Bell, BookOpen, Boxes, Briefcase, Building2, CalendarDays, ChartColumn, CircleDot, Coins,
  Contact, Database, FileText, Files, Filter, Globe, HandCoins, House, IdCard, Inbox, Landmark, LayoutDashboard, LineChart,
  ListTodo, type LucideIcon, MapPin, Megaphone, MessageSquare, Network, Package, PackageCheck, PhoneCall, Receipt, Ruler,
  ScrollText, Settings, ShieldCheck, ShoppingCart, Store, Tags, Target, Truck, User, Users, Wallet, Warehouse, Wrench,
} from "lucide-react";

const ICONS: Record<string, LucideIcon> = {
  home: House, dashboard: LayoutDashboard, workbench: LayoutDashboard, inbox: Inbox, team: Users, users: Users,
  user: User, idcard: IdCard, contacts: Contact, contact: Contact, customer: Building2, bank: Landmark, shop: Store,
  opportunity: Target, target: Target, aim: Target, funnel: Filter, "fund-projection-screen": LineChart,
  "follow-up": PhoneCall, phone: PhoneCall, comment: MessageSquare, message: MessageSquare, sales: ShoppingCart,
  "shopping-cart": ShoppingCart, shopping: ShoppingCart, order: ScrollText, "file-text": FileText, file: FileText,
  files: Files, profile: ScrollText, contract: ScrollText, delivery: Truck, truck: Truck, car: Truck, inventory: Boxes,
  stock: Boxes, inbox2: Inbox, database: Database, appstore: Boxes, product: Package, package: Package, gift: Package,
  "package-check": PackageCheck, warehouse: Warehouse, location: MapPin, environment: MapPin, receivables: HandCoins,
  receivable: HandCoins, claim: Receipt, receipt: Coins, "account-book": BookOpen, wallet: Wallet, money: Coins,
  "money-collect": HandCoins, dollar: Coins, "pay-circle": Coins, transaction: HandCoins, ageing: AlarmClock,
  "clock-circle": AlarmClock, history: AlarmClock, calendar: CalendarDays, schedule: CalendarDays, task: ListTodo,
  "unordered-list": ListTodo, org: Network, apartment: Network, cluster: Network, department: Network, unit: Ruler,
  tags: Tags, tag: Tags, price: Tags, setting: Settings, settings: Settings, tool: Wrench, service: Wrench,
  audit: ShieldCheck, safety: ShieldCheck, "safety-certificate": BadgeCheck, notification: Megaphone, sound: Megaphone,
  bell: Bell, report: ChartColumn, "bar-chart": ChartColumn, chart: ChartColumn, globe: Globe, global: Globe,
  company: Building2, hr: Briefcase, solution: Briefcase, people: Users,
};

export function Icon({ name, size = 16 }: { name?: string | null; size?: number }) {
  const Found = (name && ICONS[name]) || CircleDot;
  return <Found size={size} strokeWidth={1.75} aria-hidden="true" style={{ flex: "none" }} />;
}
